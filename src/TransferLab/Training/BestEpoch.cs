using TransferLab.Runs;

namespace TransferLab.Training;

/// <summary>
/// Which epoch of a run was best so far: highest validation accuracy, and among equals the lowest validation loss. On small validation sets many epochs
/// share an accuracy, and the loss then tells the sure classifier from the lucky one.
/// </summary>
/// <param name="Epoch">The epoch over the whole run, from 1; 0 before the first.</param>
/// <param name="Accuracy">Its validation accuracy, or mean average precision.</param>
/// <param name="MacroF1">Its macro F1.</param>
/// <param name="Loss">Its validation loss.</param>
internal sealed record BestEpoch(int Epoch, double Accuracy, double MacroF1, double Loss)
{
    /// <summary>Before the first epoch.</summary>
    public static BestEpoch None { get; } = new(0, double.NegativeInfinity, 0, double.PositiveInfinity);

    public bool IsBeatenBy(ValidationScores scores) => scores.Accuracy > Accuracy || (scores.Accuracy == Accuracy && scores.Loss < Loss);

    public static BestEpoch Of(int epoch, ValidationScores scores) => new(epoch, scores.Accuracy, scores.MacroF1, scores.Loss);
}
