namespace TransferLab.Service.Classify;

/// <summary>What the classifier says of one of several pictures.</summary>
/// <param name="Name">File name or field of the picture where it has one, else its number from 0.</param>
/// <param name="Labels">As in <see cref="ClassifyResponse"/>; null where there is an error.</param>
/// <param name="Predictions">As in <see cref="ClassifyResponse"/>; null where there is an error.</param>
/// <param name="Error">Why the picture cannot be used.</param>
internal sealed record ClassifyResult(string Name, IReadOnlyList<string>? Labels, IReadOnlyList<ClassifyPrediction>? Predictions, string? Error);
