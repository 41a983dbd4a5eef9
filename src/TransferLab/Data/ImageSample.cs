namespace TransferLab.Data;

/// <summary>One labelled image file.</summary>
internal sealed class ImageSample(string path, string displayPath, ImmutableArray<int> labels, SplitPart? part = null, string? group = null)
{
    /// <summary>Full path of the file.</summary>
    public string Path { get; } = path;
    /// <summary>Path relative to the root of the data set, with forward slashes on every system: the sample's identity.</summary>
    public string DisplayPath { get; } = displayPath;
    /// <summary>Indices into the class map, ascending and distinct; empty only in a multi-label set.</summary>
    public ImmutableArray<int> Labels { get; } = labels;
    /// <summary>The part the folder layout puts it into; null where the layout says nothing.</summary>
    public SplitPart? Part { get; } = part;
    /// <summary>Images of one group, such as a burst of one scene, stay on one side of a drawn split; null where it is on its own.</summary>
    public string? Group { get; } = group;

    /// <summary>The only label of a single-label sample.</summary>
    /// <exception cref="InvalidOperationException">It has none or several.</exception>
    public int Label => Labels.Length == 1
        ? Labels[0]
        : throw new InvalidOperationException($"'{DisplayPath}' has {Labels.Length} labels, not one.");

    internal ImageSample With(ImmutableArray<int> labels) => new(Path, DisplayPath, labels, Part, Group);

    public override string ToString() => DisplayPath;
}

/// <summary>A file that was left out of a data set.</summary>
/// <param name="Path">Path relative to the root of the data set, with forward slashes.</param>
/// <param name="Reason">Why, in words a person can act on.</param>
public sealed record SkippedImage(string Path, string Reason);
