namespace TransferLab.Classifiers.Explanation;

/// <summary>What became of one picture.</summary>
/// <param name="Image">Its path.</param>
/// <param name="Output">Path of the heat map; null where there is an error.</param>
/// <param name="Explanation">What was drawn; null where there is an error.</param>
/// <param name="Error">Why there is no heat map; null where there is one.</param>
public sealed record WrittenExplanation(string Image, string? Output, ImageExplanation? Explanation, string? Error);
