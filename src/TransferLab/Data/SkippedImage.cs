namespace TransferLab.Data;

/// <summary>A file that was left out of a data set.</summary>
/// <param name="Path">Path relative to the root of the data set, with forward slashes.</param>
/// <param name="Reason">Why, in words a person can act on.</param>
public sealed record SkippedImage(string Path, string Reason);
