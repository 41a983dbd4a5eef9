namespace TransferLab.Classifiers.Evaluation;

/// <summary>Bootstrap intervals of the scores of a set of images; those that the task does not have are null.</summary>
public sealed record ScoreIntervals
{
    /// <summary>Share of resamples that each interval holds.</summary>
    public required double Confidence { get; init; }

    /// <summary>Number of resamples.</summary>
    public required int Resamples { get; init; }

    /// <summary>Single-label: accuracy.</summary>
    public ScoreInterval? Accuracy { get; init; }

    /// <summary>Mean F1 over the classes that occur.</summary>
    public required ScoreInterval MacroF1 { get; init; }

    /// <summary>Mean average precision over the classes that some image of the resample has.</summary>
    public required ScoreInterval MeanAveragePrecision { get; init; }

    /// <summary>Multi-label: F1 of all decisions together.</summary>
    public ScoreInterval? MicroF1 { get; init; }

    /// <summary>Multi-label: share of images with every label right.</summary>
    public ScoreInterval? SubsetAccuracy { get; init; }
}
