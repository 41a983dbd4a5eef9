using TransferLab.Classifiers.Explanation;

namespace TransferLab.Cli.Output;

/// <summary>One line of <c>explain --json</c>: either a heat map or an error. <c>Region</c> is the part of the picture that the map lies on, in shares of its width and height.</summary>
internal sealed record ExplanationLineJson(string Image, string? Output, string? Label, float? Probability, IReadOnlyList<int>? Grid, MapRegion? Region, string? Error);
