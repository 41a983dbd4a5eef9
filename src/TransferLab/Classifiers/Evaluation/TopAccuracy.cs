namespace TransferLab.Classifiers.Evaluation;

/// <summary>Share of images whose true class is among the most probable ones.</summary>
/// <param name="K">How many most probable ones.</param>
/// <param name="Share">0 to 1.</param>
public sealed record TopAccuracy(int K, double Share);
