namespace TransferLab.Cli.Output;

/// <summary>What <c>backbones pull --json</c> prints.</summary>
internal sealed record PullJson(IReadOnlyList<PulledJson> Pulled);
