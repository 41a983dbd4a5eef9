namespace TransferLab.Cli.Output;

/// <summary>
/// What <c>evaluate --json</c> prints. <c>Confusion[true][predicted]</c>, <c>Top5</c> and <c>TopK</c> are there for single-label packages; for multi-label ones
/// <c>Accuracy</c> is the share of images with every label right, and <c>MeanAveragePrecision</c>, <c>MicroF1</c> and <c>HammingLoss</c> are there. <c>SkippedImages</c> is there where it is not 0,
/// <c>Intervals</c> where they were asked for.
/// </summary>
internal sealed record EvaluationJson(
    int Images, double Accuracy, double? Top5, double MacroF1, double Loss, IReadOnlyList<ClassScoreJson> PerClass,
    IReadOnlyList<IReadOnlyList<int>>? Confusion, double ImagesPerSecond, double? MeanAveragePrecision, int? SkippedImages)
{
    /// <summary>F1 of all decisions together.</summary>
    public double? MicroF1 { get; init; }

    /// <summary>Share of decisions that are wrong.</summary>
    public double? HammingLoss { get; init; }

    /// <summary>The share right among the first, the first two, ….</summary>
    public IReadOnlyList<double>? TopK { get; init; }

    /// <summary>Mean area under the ROC curves.</summary>
    public double? MeanRocAuc { get; init; }

    /// <summary>Expected calibration error.</summary>
    public double CalibrationError { get; init; }

    /// <summary>Bootstrap intervals.</summary>
    public IntervalsJson? Intervals { get; init; }
}
