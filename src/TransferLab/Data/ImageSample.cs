using System.Collections.Immutable;

namespace TransferLab.Data;

/// <summary>One labelled image file.</summary>
public sealed class ImageSample
{
    /// <summary>Creates a sample.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="displayPath">Path relative to the root of the data set, with forward slashes on every system.</param>
    /// <param name="labels">Indices into the class map, ascending and distinct; empty only in a multi-label set.</param>
    /// <param name="part">The part the folder layout puts it into; null where the layout says nothing.</param>
    public ImageSample(string path, string displayPath, ImmutableArray<int> labels, SplitPart? part = null)
    {
        Path = path;
        DisplayPath = displayPath;
        Labels = labels;
        Part = part;
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Path relative to the root of the data set, with forward slashes on every system: the sample's identity.</summary>
    public string DisplayPath { get; }

    /// <summary>Indices into the class map, ascending and distinct.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>The part the folder layout puts it into; null where the layout says nothing.</summary>
    public SplitPart? Part { get; }

    /// <summary>The only label of a single-label sample.</summary>
    /// <exception cref="InvalidOperationException">It has none or several.</exception>
    public int Label => Labels.Length == 1
        ? Labels[0]
        : throw new InvalidOperationException($"'{DisplayPath}' has {Labels.Length} labels, not one.");

    internal ImageSample With(ImmutableArray<int> labels) => new(Path, DisplayPath, labels, Part);

    /// <inheritdoc/>
    public override string ToString() => DisplayPath;
}
