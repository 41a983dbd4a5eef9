using MathNet.Numerics.Distributions;

namespace TransferLab.Studies.Statistics;

/// <summary>A mean over seeds with the half-width of its confidence interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">The interval is mean ± this; null where a single value says nothing about its spread.</param>
public sealed record Estimate(double Mean, double? HalfWidth)
{
    /// <summary>The mean of values, e.g. over seeds, with Student's t interval: mean ± t(n−1) · s / √n.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    public static Estimate Of(IReadOnlyList<double> values, double confidence)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var mean = values.Average();
        if (values.Count < 2)
            return new(mean, null);
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        return new(mean, StudentT.InvCDF(0, 1, values.Count - 1, 0.5 + (confidence / 2)) * deviation / Math.Sqrt(values.Count));
    }

    /// <summary>Least half-width of the interval of a difference d between two classifiers on the same images: at least the share |d| of
    /// the images is answered differently, so the standard error is at least √((|d| − d²) / n) (McNemar 1947). For a single seed, where
    /// nothing else is known, the share answered differently is taken to be twice that and at least one image in twenty.</summary>
    /// <param name="difference">−1 to 1.</param>
    /// <param name="images">Number of images over all seeds, at least 1.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    /// <param name="severalSeeds">Whether an interval over seeds is there too.</param>
    internal static double OfPairedDifference(double difference, long images, double confidence, bool severalSeeds)
    {
        var d = Math.Min(Math.Abs(difference), 1);
        var discordant = severalSeeds ? d : Math.Clamp(2 * d, 0.05, 1);
        return Normal.InvCDF(0, 1, 0.5 + (confidence / 2)) * Math.Sqrt(Math.Max(discordant - (d * d), 0) / images);
    }
}
