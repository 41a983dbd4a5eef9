namespace TransferLab;

/// <summary>What a classifier package scored on a labelled folder.</summary>
/// <param name="SingleLabel">Scores of a single-label package; null otherwise.</param>
/// <param name="MultiLabel">Scores of a multi-label package; null otherwise.</param>
/// <param name="Skipped">Files that could not be read.</param>
/// <param name="ImagesPerSecond">Speed from file to probabilities, loading left out.</param>
public sealed record PackageEvaluation(ClassificationReport? SingleLabel, MultiLabelReport? MultiLabel, IReadOnlyList<SkippedImage> Skipped,
    double ImagesPerSecond)
{
    /// <summary>The labels, in the package's order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }
    /// <summary>Intervals, calibration and curves.</summary>
    public required EvaluationDetails Details { get; init; }
    /// <summary>What was said of every image that could be read.</summary>
    public required IReadOnlyList<EvaluatedImage> Images { get; init; }
}

/// <summary>How a labelled folder is scored.</summary>
public sealed record PackageEvaluationOptions
{
    /// <summary>Whether an unreadable image is an error. Default false.</summary>
    public bool Strict { get; init; }
    /// <summary>Threads; 0 (default) for all cores.</summary>
    public int Threads { get; init; }
    /// <summary>Where the network runs. Default the CPU.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;
    /// <summary>Whether the probabilities of several views of each picture are averaged. Default false.</summary>
    public bool TestTimeAugmentation { get; init; }
    /// <summary>How intervals of the scores are worked out. Default: 1000 resamples, 95 %.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();
}

/// <summary>What a classifier said of one labelled image.</summary>
/// <param name="Image">Path relative to the root of the data set, with forward slashes.</param>
/// <param name="Labels">Indices of its true labels, ascending.</param>
/// <param name="Given">Indices of the labels it was given: the most probable one, or those at or above their thresholds.</param>
/// <param name="Probabilities">One per label, 0 to 1.</param>
public sealed record EvaluatedImage(string Image, IReadOnlyList<int> Labels, IReadOnlyList<int> Given, IReadOnlyList<double> Probabilities);
