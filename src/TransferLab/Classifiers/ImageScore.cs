namespace TransferLab;

/// <summary>What the classifier says of one image, labels in the package's order; or why it could not say anything.</summary>
/// <param name="Probabilities">One per label; empty when there is an error.</param>
/// <param name="Logits">One per label, before softmax or sigmoid; empty when there is an error.</param>
/// <param name="Error">Why the image could not be scored; null when it was.</param>
public sealed record ImageScore(float[] Probabilities, float[] Logits, string? Error = null);
