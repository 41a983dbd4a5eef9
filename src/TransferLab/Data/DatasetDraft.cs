namespace TransferLab.Data;

/// <summary>What the readers of one or several folders have read: samples with labels by name, before classes have indices.</summary>
/// <param name="root">The folder that display paths are relative to.</param>
internal sealed class DatasetDraft(string root)
{
    public List<DraftSample> Samples { get; } = [];

    public List<SkippedImage> Skipped { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Labels that are classes even when no sample has them: a class folder without files.</summary>
    public HashSet<string> DeclaredLabels { get; } = new(StringComparer.Ordinal);

    /// <summary>The layout of the folders read so far.</summary>
    public DatasetFormat? Format { get; private set; }

    /// <summary>Notes the layout of a folder.</summary>
    public void Saw(DatasetFormat format) => Format = Format is null || Format == format ? format : DatasetFormat.Mixed;

    /// <summary>A path as people and reports see it.</summary>
    public string Display(string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <param name="Path">Full path of the file.</param>
    /// <param name="DisplayPath">Path relative to the root.</param>
    /// <param name="RealPath">Full path without links: two ways to one file give one name.</param>
    /// <param name="Labels">Labels by name.</param>
    /// <param name="Part">What the folders say.</param>
    /// <param name="Place">File and line that list it, for messages; null where folders do.</param>
    internal sealed record DraftSample(string Path, string DisplayPath, string RealPath, IReadOnlyList<string> Labels, SplitPart? Part, string? Place);
}
