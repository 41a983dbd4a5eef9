namespace TransferLab.Benchmarks.Serving;

/// <summary>Median and 99th percentile of times.</summary>
/// <param name="Median">Milliseconds.</param>
/// <param name="Late">The 99th percentile in milliseconds.</param>
internal readonly record struct Latencies(double Median, double Late)
{
    /// <summary>How many times the median the 99th percentile is.</summary>
    public double Ratio => Late / Median;

    public static Latencies Of(double[] milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return new(sorted[sorted.Length / 2], sorted[(int)(0.99 * sorted.Length)]);
    }
}
