namespace TransferLab.Runs;

/// <summary>The backbone of a run.</summary>
public sealed record RunBackbone
{
    /// <summary>The ONNX file.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, hex; a resumed run must find the same.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What was said about its input and features, by flag or catalogue: layout, size, channel order, mean, scale, feature value …</summary>
    public SortedDictionary<string, string> Settings { get; init; } = new(StringComparer.Ordinal);
}
