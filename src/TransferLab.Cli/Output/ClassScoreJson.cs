namespace TransferLab.Cli.Output;

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
