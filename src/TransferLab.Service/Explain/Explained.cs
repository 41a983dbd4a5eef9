using TransferLab.Classifiers.Explanation;

namespace TransferLab.Service.Explain;

/// <summary>An explanation, and the picture of it where that was asked for.</summary>
/// <param name="Explanation">Label and heat map.</param>
/// <param name="Png">The heat map over the picture; null where it was not asked for.</param>
internal sealed record Explained(ImageExplanation Explanation, byte[]? Png);
