namespace TransferLab.Classifiers.Packaging;

/// <summary>An image of the package with the probabilities it must get.</summary>
/// <param name="File">Path inside the package: a PNG of exactly the model's input size.</param>
/// <param name="Probabilities">Expected probabilities in label order.</param>
public sealed record GoldenImage(string File, IReadOnlyList<double> Probabilities);
