namespace TransferLab.Studies.Statistics;

/// <summary>A mean over seeds with the half-width of its confidence interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">The interval is mean ± this; null where a single value says nothing about its spread.</param>
public sealed record Estimate(double Mean, double? HalfWidth)
{
    /// <summary>The mean of values with Student's t interval: mean ± t(n−1) · s / √n.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    public static Estimate Of(IReadOnlyList<double> values, double confidence)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        return Intervals.Of(values, confidence);
    }
}
