namespace TransferLab.Data;

/// <summary>What a loader has read: samples with labels by name, before classes have indices.</summary>
internal sealed class DatasetDraft
{
    public required DatasetFormat Format { get; init; }

    public List<DraftSample> Samples { get; } = [];

    public List<SkippedImage> Skipped { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Labels that are classes even when no sample has them: a class folder without files.</summary>
    public HashSet<string> DeclaredLabels { get; } = new(StringComparer.Ordinal);

    internal sealed record DraftSample(string Path, string DisplayPath, IReadOnlyList<string> Labels, SplitPart? Part);
}
