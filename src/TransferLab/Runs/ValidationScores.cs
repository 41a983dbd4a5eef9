namespace TransferLab.Runs;

/// <summary>Scores on the images held out.</summary>
/// <param name="Accuracy">Share of right answers; for multi-label tasks the mean average precision. 0 to 1.</param>
/// <param name="MacroF1">Unweighted mean of the F1 scores per label. 0 to 1.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
public sealed record ValidationScores(double Accuracy, double MacroF1, double Loss)
{
    /// <summary>Multi-label tasks: share of images with every label decided right; null otherwise.</summary>
    public double? SubsetAccuracy { get; init; }
}
