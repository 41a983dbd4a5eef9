namespace TransferLab.Studies.Hints;

/// <summary>An image near another one in the space of features.</summary>
/// <param name="Image">The image, relative to the root.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Similarity">Cosine of the angle between the standardised features, -1 to 1.</param>
public sealed record Neighbour(string Image, IReadOnlyList<string> Labels, double Similarity);
