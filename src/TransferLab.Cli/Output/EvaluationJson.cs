namespace TransferLab.Cli.Output;

/// <summary>
/// What <c>evaluate --json</c> prints. <c>Confusion[true][predicted]</c> and <c>Top5</c> are there for single-label packages; for multi-label ones
/// <c>Accuracy</c> is the share of images with every label right, and <c>MeanAveragePrecision</c> is there. <c>SkippedImages</c> is there where it is not 0.
/// </summary>
internal sealed record EvaluationJson(
    int Images, double Accuracy, double? Top5, double MacroF1, double Loss, IReadOnlyList<ClassScoreJson> PerClass,
    IReadOnlyList<IReadOnlyList<int>>? Confusion, double ImagesPerSecond, double? MeanAveragePrecision, int? SkippedImages);
