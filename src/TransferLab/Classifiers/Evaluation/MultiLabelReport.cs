namespace TransferLab.Classifiers.Evaluation;

/// <summary>What a multi-label classifier is worth on a set of images.</summary>
public sealed record MultiLabelReport
{
    /// <summary>Number of images.</summary>
    public required int Images { get; init; }

    /// <summary>mAP: the mean of average precision over the labels that some image has; 0 when none has any.</summary>
    public required double MeanAveragePrecision { get; init; }

    /// <summary>F1 of all decisions together.</summary>
    public required double MicroF1 { get; init; }

    /// <summary>The mean of F1 over the labels that occur, as truth or as prediction.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Share of images with every decision right, 0 to 1.</summary>
    public required double SubsetAccuracy { get; init; }

    /// <summary>Share of decisions that are wrong, 0 to 1.</summary>
    public required double HammingLoss { get; init; }

    /// <summary>Mean binary cross-entropy over all images and labels, in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>One entry per label, in class order.</summary>
    public required IReadOnlyList<LabelScore> PerLabel { get; init; }
}
