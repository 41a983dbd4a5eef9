using System.Globalization;

namespace TransferLab.Benchmarks.Serving;

/// <summary>Median and 99th percentile of times.</summary>
/// <param name="Median">Milliseconds.</param>
/// <param name="Late">The 99th percentile in milliseconds.</param>
internal readonly record struct Latencies(double Median, double Late)
{
    /// <summary>How many times the median the 99th percentile is.</summary>
    public double Ratio => Late / Median;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"median {Median:0.0} ms, p99 {Late:0.0} ms, ratio {Ratio:0.00}");

    /// <summary>Of some times; not numbers where there are none.</summary>
    public static Latencies Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return sorted.Length == 0 ? new(double.NaN, double.NaN) : new(sorted[sorted.Length / 2], sorted[(int)(0.99 * sorted.Length)]);
    }
}
