namespace TransferLab.Classifiers.Packaging;

/// <summary>How a classifier was trained and what it scored.</summary>
public sealed record TrainingConfig
{
    /// <summary>Freeze policy, e.g. <c>linear-probe</c>.</summary>
    public required string Freeze { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Training images.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Images held out.</summary>
    public required int ValidationImages { get; init; }

    /// <summary>Accuracy (single-label) or mean average precision (multi-label) on the images held out.</summary>
    public required double ValidationAccuracy { get; init; }

    /// <summary>Unweighted mean of the F1 scores per label on the images held out.</summary>
    public required double ValidationMacroF1 { get; init; }

    /// <summary>Loss on the images held out.</summary>
    public required double ValidationLoss { get; init; }
}
