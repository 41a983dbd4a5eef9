namespace TransferLab.Cli.Output;

/// <summary>A file that was left out, and why.</summary>
internal sealed record SkippedImageJson(string Path, string Reason);
