using TransferLab.Runs;

namespace TransferLab.Studies.CrossValidation;

/// <summary>What one fold came to.</summary>
/// <param name="Fold">Its number, from 1.</param>
/// <param name="TrainImages">Images trained on.</param>
/// <param name="ValidationImages">Images that chose the epoch, temperature and thresholds.</param>
/// <param name="Images">Images of the fold itself, which took no part in any of that.</param>
/// <param name="Scores">Scores on the fold.</param>
/// <param name="BestEpoch">The epoch whose weights were kept.</param>
/// <param name="Seconds">Time of its run.</param>
public sealed record FoldResult(int Fold, int TrainImages, int ValidationImages, int Images, ValidationScores Scores, int BestEpoch, double Seconds);
