namespace TransferLab.Classifiers.Evaluation;

/// <summary>A score and where it would lie on other images of the same kind.</summary>
/// <param name="Value">The score on all images.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
public sealed record ScoreInterval(double Value, double Low, double High);
