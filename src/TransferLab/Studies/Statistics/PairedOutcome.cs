namespace TransferLab.Studies.Statistics;

/// <summary>What a test of two strategies came to.</summary>
/// <param name="Difference">Mean over seeds of the difference in score, of the first to the second.</param>
/// <param name="PValue">How likely chance alone makes the images differ so, 0 to 1.</param>
/// <param name="IsClear">Whether the first is clearly better.</param>
internal sealed record PairedOutcome(double Difference, double PValue, bool IsClear);
