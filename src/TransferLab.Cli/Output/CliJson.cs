using System.Text.Json.Serialization;
using TransferLab.Classifiers.Explanation;
using TransferLab.Studies.Statistics;

namespace TransferLab.Cli.Output;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainResultJson))]
[JsonSerializable(typeof(ComparisonSummary))]
[JsonSerializable(typeof(EvaluationJson))]
[JsonSerializable(typeof(CrossValidationResultJson))]
[JsonSerializable(typeof(PredictionLineJson))]
[JsonSerializable(typeof(ExplanationLineJson))]
[JsonSerializable(typeof(CatalogJson))]
[JsonSerializable(typeof(PullJson))]
[JsonSerializable(typeof(ConversionJson))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>What <c>backbones list --json</c> prints. <c>Default</c> is a name, or missing where the catalogue has
/// none; <c>Store</c> is the folder of pulled files.</summary>
internal sealed record CatalogJson(string? Default, string Store, IReadOnlyList<CatalogEntryJson> Backbones);

/// <summary>A backbone of the catalogue. <c>Path</c> is its file where it is here, else the place to put it by hand;
/// <c>Url</c> is missing where there is no download from an address, <c>Nuget</c> where no package holds it.</summary>
internal sealed record CatalogEntryJson(
    string Name, string Description, BackboneState State, string Path, bool Default, string? Url, CatalogPackage? Nuget, IReadOnlyList<string> Mirrors,
    DateOnly? Checked, string? Note, string Source, string Licence, string? TrainedOn, string Sha256,
    long Bytes, long? Parameters, CatalogInput Input, string? FeatureValue);

/// <summary>What <c>backbones pull --json</c> prints.</summary>
internal sealed record PullJson(IReadOnlyList<PulledJson> Pulled);

/// <summary>A backbone that is here; <c>Downloaded</c> is false where it was before.</summary>
internal sealed record PulledJson(string Name, string Path, long Bytes, string Sha256, bool Downloaded);

/// <summary>What <c>backbones convert --json</c> prints. <c>Features</c> is the value that carries them, as <c>--feature-value</c> takes it.</summary>
internal sealed record ConversionJson(
    string Output, long Bytes, int Nodes, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, bool NormalizationIsKnown,
    string Features, string FeatureShape, int FeatureCount, long Parameters, IReadOnlyList<BackboneReport.Group> Groups);

/// <summary>What <c>train --json</c> prints. <c>SkippedImages</c> is a number like its neighbours; the files themselves
/// are on stderr and in the run's result.json.</summary>
internal sealed record TrainResultJson(
    string Run, string Package, string Task, IReadOnlyList<string> Labels, int TrainImages, int ValidationImages, int SkippedImages,
    long TrainableParameters, long TotalParameters, int Epochs, ValidationJson Validation, TestJson? Test, double Seconds, double TrainImagesPerSecond);

/// <summary>Scores on the folder's <c>test</c> part; left out where it has none.</summary>
internal sealed record TestJson(int Images, double Accuracy, double MacroF1, double Loss);

/// <summary>Scores on the images held out.</summary>
internal sealed record ValidationJson(double Accuracy, double MacroF1, double Loss);

/// <summary>A label with its probability, 0 to 1.</summary>
internal sealed record PredictionJson(string Label, float Probability);

/// <summary>One line of <c>predict</c>: either predictions or an error. <c>Labels</c>, those at or above their
/// thresholds, are there for multi-label packages.</summary>
internal sealed record PredictionLineJson(string Image, IReadOnlyList<string>? Labels, IReadOnlyList<PredictionJson>? Predictions, string? Error);

/// <summary>One line of <c>explain --json</c>: either a heat map or an error. <c>Region</c> is the part of the picture
/// that the map lies on, in shares of its width and height.</summary>
internal sealed record ExplanationLineJson(
    string Image, string? Output, string? Label, float? Probability, IReadOnlyList<int>? Grid, MapRegion? Region, string? Error);

/// <summary>What <c>evaluate --json</c> prints. <c>Confusion[true][predicted]</c>, <c>Top5</c> and <c>TopK</c> are there for single-label
/// packages; for multi-label ones <c>Accuracy</c> is the share of images with every label right, and <c>MeanAveragePrecision</c>, <c>MicroF1</c>
/// and <c>HammingLoss</c> are there. <c>SkippedImages</c> is there where it is not 0, <c>Intervals</c> where they were asked for.</summary>
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

/// <summary>Scores of one label.</summary>
internal sealed record ClassScoreJson(string Label, double Precision, double Recall, double F1, int Support)
{
    /// <summary>Area under precision over recall; left out without an image of the label.</summary>
    public double? AveragePrecision { get; init; }
    /// <summary>Area under the ROC curve; left out where all images have the label, or none.</summary>
    public double? RocAuc { get; init; }
    /// <summary>Multi-label: the probability from which on the label is given.</summary>
    public double? Threshold { get; init; }
}

/// <summary>Ends of a bootstrap interval.</summary>
internal sealed record IntervalJson(double Low, double High);

/// <summary>Bootstrap intervals of the scores that the task has.</summary>
internal sealed record IntervalsJson(
    double Confidence, int Resamples, IntervalJson? Accuracy, IntervalJson MacroF1, IntervalJson MeanAveragePrecision, IntervalJson? MicroF1);

/// <summary>One fold: images trained on, images that chose the epoch, images scored, and the scores on these. For
/// multi-label tasks <c>Accuracy</c> is the mean average precision.</summary>
internal sealed record CrossValidationFoldJson(int Fold, int TrainImages, int ValidationImages, int Images, double Accuracy, double MacroF1, double Loss);

/// <summary>What <c>cross-validate --json</c> prints. <c>Accuracy</c> is there for single-label tasks, <c>MeanAveragePrecision</c> for multi-label
/// ones: mean over the folds and half-width of the interval. <c>Intervals</c> are those of all out-of-fold predictions together.</summary>
internal sealed record CrossValidationResultJson(
    int Images, double Confidence, Estimate? Accuracy, Estimate? MeanAveragePrecision, Estimate MacroF1, Estimate Loss, double? MeanRocAuc,
    double CalibrationError, IntervalsJson? Intervals, IReadOnlyList<CrossValidationFoldJson> Folds);
