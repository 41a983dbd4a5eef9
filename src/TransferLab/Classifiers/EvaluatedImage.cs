namespace TransferLab;

/// <summary>What a classifier said of one labelled image.</summary>
/// <param name="Image">Path relative to the root of the data set, with forward slashes.</param>
/// <param name="Labels">Indices of its true labels, ascending.</param>
/// <param name="Given">Indices of the labels it was given: the most probable one, or those at or above their thresholds.</param>
/// <param name="Probabilities">One per label, 0 to 1.</param>
public sealed record EvaluatedImage(string Image, IReadOnlyList<int> Labels, IReadOnlyList<int> Given, IReadOnlyList<double> Probabilities);
