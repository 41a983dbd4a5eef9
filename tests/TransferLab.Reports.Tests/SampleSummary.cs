using TransferLab.Data;
using TransferLab.Files;
using TransferLab.Runs;

namespace TransferLab.Reports.Tests;

/// <summary>Made-up summaries for tests of exporters.</summary>
internal static class SampleSummary
{
    public const string Hostile = "<script>alert(\"1\")</script>&'\u0001";

    public static RunSummary Single(params string[] labels)
    {
        if (labels.Length == 0)
            labels = ["across", "down", Hostile];
        return new RunSummary
        {
            Config = Config(labels, LearningTask.SingleLabel),
            Result = Result(labels, LearningTask.SingleLabel),
            Metrics = Metrics(multiLabel: false),
            Gradients = [.. Enumerable.Range(1, 5).SelectMany(e => (GradientNorms[])[new(e, "stage1", 0.01 / e, 0.02), new(e, "head", 1.0 / e, double.NaN)])],
            RangeTest = [.. Enumerable.Range(0, 30).Select(i => new RangeTestPoint(1e-6 * Math.Pow(1.5, i), 2 - i * 0.05 + (i > 25 ? i : 0), 2 - i * 0.05))],
            Predictions =
            [
                .. Enumerable.Range(0, 12).Select(i => new ImagePrediction($"pictures/{i} <b>.png", [i % labels.Length], [.. labels.Select((_, l) => l == (i % 4 == 0 ? 0 : i % labels.Length) ? 0.9 : 0.1 / (labels.Length - 1))])),
            ],
        };
    }

    public static RunSummary Multi() => new()
    {
        Config = Config(["a", "b|c", Hostile], LearningTask.MultiLabel),
        Result = Result(["a", "b|c", Hostile], LearningTask.MultiLabel),
        Metrics = Metrics(multiLabel: true),
        Predictions = [new("0.png", [], [0.1, 0.6, 0.2]), new("1.png", [0, 2], [0.8, 0.3, 0.4]), new("2.png", [1], [0.2, 0.9, 0.3])],
    };

    private static RunConfig Config(string[] labels, LearningTask task) => new()
    {
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Dataset = new DatasetConfig { Root = "/data/it's <here>", Labels = labels, Task = task, Fingerprint = "f", TrainImages = 48, ValidationImages = 12, ValidationFraction = 0.2 },
        Backbone = new RunBackbone { Path = "/models/tiny.onnx", Sha256 = "abc" },
        Freeze = "partial:1",
        BatchSize = 8,
        Seed = 7,
        Settings = new(StringComparer.Ordinal) { ["augment"] = "Light", ["clip-norm"] = "1", ["feature-cache"] = "", ["strict"] = "true" },
        Environment = EnvironmentInfo.Current("1.23.0"),
    };

    private static FineTuneResult Result(string[] labels, LearningTask task) => new()
    {
        Run = "/runs/first & best",
        Package = "/runs/first & best/classifier",
        Task = task,
        Labels = labels,
        TrainImages = 48,
        ValidationImages = 12,
        Skipped = [new SkippedImage("broken <i>.jpg", "no pixels & such")],
        TrainableParameters = 1234,
        TotalParameters = 5678,
        Epochs = 5,
        BestEpoch = 3,
        Validation = new ValidationScores(0.75, 0.7, 0.5),
        Seconds = 12,
        TrainImagesPerSecond = 100,
        Frozen = new FreezeProof { Tensors = 3, BackboneHash = "00ff", ModelHash = "00ff" },
    };

    private static List<EpochMetrics> Metrics(bool multiLabel) =>
    [
        .. Enumerable.Range(1, 5).Select(e => new EpochMetrics
        {
            Epoch = e,
            Step = e * 6,
            LearningRate = 0.001 * e,
            TrainLoss = 1.0 / e,
            TrainAccuracy = 0.5 + e * 0.05,
            ValidationLoss = 1.2 / e,
            ValidationAccuracy = e == 3 ? 0.75 : 0.5,
            ValidationMacroF1 = 0.6,
            ValidationMeanAveragePrecision = multiLabel ? 0.5 + e * 0.05 : null,
            GradientNorm = 1.0 / e,
            Seconds = 2,
        }),
    ];
}
