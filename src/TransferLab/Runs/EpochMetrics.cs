namespace TransferLab.Runs;

/// <summary>One row of <c>metrics.csv</c>: what an epoch came to. Null means not measured and is an empty field.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, 1 for the first.</summary>
    public required int Epoch { get; init; }

    /// <summary>Optimizer steps taken up to its end.</summary>
    public long Step { get; init; }

    /// <summary>The learning rate of its last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>Mean loss over its training images, in nats.</summary>
    public double TrainLoss { get; init; }

    /// <summary>Accuracy on its training images as they were trained on, 0 to 1.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>Mean loss over the validation images, in nats.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Accuracy (subset accuracy in multi-label tasks) on the validation images, 0 to 1.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Macro F1 on the validation images, 0 to 1.</summary>
    public double? ValidationMacroF1 { get; init; }

    /// <summary>Mean average precision on the validation images, 0 to 1; multi-label tasks only.</summary>
    public double? ValidationMeanAveragePrecision { get; init; }

    /// <summary>Mean global gradient norm before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Wall-clock time of the epoch, validation included, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Training images per second of training time.</summary>
    public double ImagesPerSecond { get; init; }
}
