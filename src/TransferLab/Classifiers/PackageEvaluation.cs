using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;

namespace TransferLab;

/// <summary>What a classifier package scored on a labelled folder.</summary>
/// <param name="SingleLabel">Scores of a single-label package; null otherwise.</param>
/// <param name="MultiLabel">Scores of a multi-label package; null otherwise.</param>
/// <param name="Skipped">Files that could not be read.</param>
/// <param name="ImagesPerSecond">Speed from file to probabilities, loading left out.</param>
public sealed record PackageEvaluation(ClassificationReport? SingleLabel, MultiLabelReport? MultiLabel, IReadOnlyList<SkippedImage> Skipped, double ImagesPerSecond)
{
    /// <summary>The labels, in the package's order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Intervals, calibration and curves.</summary>
    public required EvaluationDetails Details { get; init; }

    /// <summary>What was said of every image that could be read.</summary>
    public required IReadOnlyList<EvaluatedImage> Images { get; init; }
}
