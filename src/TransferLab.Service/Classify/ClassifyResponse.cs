namespace TransferLab.Service.Classify;

/// <summary>What the classifier says of an image.</summary>
/// <param name="Task"><c>single-label</c> or <c>multi-label</c>.</param>
/// <param name="Labels">Single-label: the most probable label. Multi-label: every label at or above its threshold.</param>
/// <param name="Predictions">All labels asked for, most probable first.</param>
internal sealed record ClassifyResponse(string Task, IReadOnlyList<string> Labels, IReadOnlyList<ClassifyPrediction> Predictions);
