using TransferLab.Runtime;

namespace TransferLab.Classifiers.Explanation;

/// <summary>Which pictures are explained, and where the heat maps go. Immutable.</summary>
public sealed record ExplanationWriterOptions
{
    /// <summary>Folder of the package, or of its run.</summary>
    public required string Package { get; init; }

    /// <summary>Image files, and folders whose files at any depth are taken.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Folder of the heat maps; made where it does not exist. A file in it that bears the name of a new one is replaced.</summary>
    public required string Output { get; init; }

    /// <summary>The label that is asked about in every picture; null (default) for each picture's most probable one.</summary>
    public string? Label { get; init; }

    /// <summary>Threads; 0 (default) for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Where the network runs. Default the CPU.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;
}
