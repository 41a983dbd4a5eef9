namespace TransferLab.Cli.Output;

/// <summary>A backbone that is here; <c>Downloaded</c> is false where it was before.</summary>
internal sealed record PulledJson(string Name, string Path, long Bytes, string Sha256, bool Downloaded);
