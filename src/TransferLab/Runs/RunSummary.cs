using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;

namespace TransferLab.Runs;

/// <summary>All that there is to show of a finished run: what every exporter reads. Immutable; <see cref="RunSummaryReader"/> makes it of the run's files.</summary>
public sealed record RunSummary
{
    /// <summary>What the run was started with.</summary>
    public required RunConfig Config { get; init; }

    /// <summary>What it came to.</summary>
    public required FineTuneResult Result { get; init; }

    /// <summary>One entry per epoch.</summary>
    public required IReadOnlyList<EpochMetrics> Metrics { get; init; }

    /// <summary>Gradient norms by epoch and layer group; empty where the run logged none.</summary>
    public IReadOnlyList<GradientNorms> Gradients { get; init; } = [];

    /// <summary>The learning-rate range test; empty where there was none.</summary>
    public IReadOnlyList<RangeTestPoint> RangeTest { get; init; } = [];

    /// <summary>What the final weights say of the images held out; empty for runs of earlier versions, which kept none.</summary>
    public IReadOnlyList<ImagePrediction> Predictions { get; init; } = [];

    /// <summary>Some training images as training saw them; may be empty.</summary>
    public IReadOnlyList<SampleImage> Samples { get; init; } = [];

    /// <summary>Labels in order.</summary>
    public IReadOnlyList<string> Labels => Result.Labels;

    /// <summary>Whether an image may have any number of labels.</summary>
    public bool IsMultiLabel => Result.Task == LearningTask.MultiLabel;

    /// <summary>What <see cref="FineTuneResult.Validation"/> calls accuracy: <c>accuracy</c> or <c>mAP</c>.</summary>
    public string ScoreName => TaskNames.ScoreOf(Result.Task);

    /// <summary>The epoch whose weights were kept; null where its metrics are not there.</summary>
    public EpochMetrics? Best => Metrics.FirstOrDefault(m => m.Epoch == Result.BestEpoch);

    /// <summary>Scores per label and the confusion matrix, worked out of the predictions; null in multi-label tasks and without predictions.</summary>
    public ClassificationReport? SingleLabel => PredictionScores.SingleLabel(this);

    /// <summary>Scores per label, worked out of the predictions; null in single-label tasks and without predictions.</summary>
    public MultiLabelReport? MultiLabel => PredictionScores.MultiLabel(this);

    /// <summary>The command that repeats the run.</summary>
    public string Command => RunCommand.Of(Config, Result.Run);

    /// <summary>Multi-label: the package's thresholds, on the probabilities of <see cref="Predictions"/>, which are those before the temperature. Null for 0.5.</summary>
    internal IReadOnlyList<double>? Limits => Result.Tuning is { Thresholds: { } thresholds, Temperature: var t }
        ? [.. thresholds.Select(p => p is > 0 and < 1 ? 1 / (1 + Math.Exp(-t * Math.Log(p / (1 - p)))) : p)]
        : null;

    /// <summary>The validation score of an epoch.</summary>
    internal double? Score(EpochMetrics m) => IsMultiLabel ? m.ValidationMeanAveragePrecision : m.ValidationAccuracy;
}
