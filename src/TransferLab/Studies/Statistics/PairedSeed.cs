namespace TransferLab.Studies.Statistics;

/// <summary>Two strategies with the same seed, hence on the same images held out.</summary>
/// <param name="Difference">Score of the first less that of the second.</param>
/// <param name="Better">Images on which the first answers better.</param>
/// <param name="Worse">Images on which it answers worse.</param>
internal sealed record PairedSeed(double Difference, int Better, int Worse);
