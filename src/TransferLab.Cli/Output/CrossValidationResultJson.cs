using TransferLab.Studies.Statistics;

namespace TransferLab.Cli.Output;

/// <summary>
/// What <c>cross-validate --json</c> prints. <c>Accuracy</c> is there for single-label tasks, <c>MeanAveragePrecision</c> for multi-label ones: mean over the folds and half-width of the interval.
/// <c>Intervals</c> are those of all out-of-fold predictions together.
/// </summary>
internal sealed record CrossValidationResultJson(
    int Images, double Confidence, Estimate? Accuracy, Estimate? MeanAveragePrecision, Estimate MacroF1, Estimate Loss, double? MeanRocAuc, double CalibrationError,
    IntervalsJson? Intervals, IReadOnlyList<CrossValidationFoldJson> Folds);
