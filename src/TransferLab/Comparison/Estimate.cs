namespace TransferLab.Comparison;

/// <summary>A mean over seeds with the half-width of its confidence interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">The interval is mean ± this; null where a single value says nothing about its spread.</param>
public sealed record Estimate(double Mean, double? HalfWidth);
