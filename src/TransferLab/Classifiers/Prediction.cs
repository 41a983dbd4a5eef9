namespace TransferLab;

/// <summary>A label and how probable it is.</summary>
/// <param name="Label">The label.</param>
/// <param name="Probability">0 to 1. Single-label: the probabilities of all labels add up to 1. Multi-label: each stands alone.</param>
public readonly record struct Prediction(string Label, float Probability);
