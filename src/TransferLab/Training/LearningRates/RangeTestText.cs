using System.Globalization;
using TransferLab.Runs;

namespace TransferLab.Training.LearningRates;

/// <summary>What a range test has found, for a terminal: a sentence, the smoothed loss as bars over the logarithm of the rate, and where the picked rate lies.</summary>
internal static class RangeTestText
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Width = 50;

    /// <param name="points">The curve.</param>
    /// <param name="rate">The picked rate.</param>
    /// <param name="found">Whether the loss falls somewhere.</param>
    public static string Of(IReadOnlyList<RangeTestPoint> points, double rate, bool found)
    {
        var sentence = string.Create(CultureInfo.InvariantCulture, $"Learning-rate range test, {points.Count} steps: ") + (found
            ? string.Create(CultureInfo.InvariantCulture, $"the loss falls most steeply at {rate:G3}, which is taken.")
            : string.Create(CultureInfo.InvariantCulture, $"the loss does not fall, so that nothing can be read off it; {rate:G3} is taken."));
        RangeTestPoint[] finite = [.. points.Where(p => double.IsFinite(p.SmoothedLoss))];
        return finite.Length == 0 ? sentence : $"{sentence}\n{Curve(finite, rate)}";
    }

    private static string Curve(RangeTestPoint[] points, double rate)
    {
        var width = Math.Min(Width, points.Length);
        double[] columns = [.. Enumerable.Range(0, width).Select(c => points[c * points.Length / width].SmoothedLoss)];
        var (low, high) = (columns.Min(), columns.Max());
        // What gets out of hand at the end would flatten all that matters.
        var top = Math.Min(high, low + 2 * Math.Max(columns[0] - low, 1e-9));
        var bars = string.Concat(columns.Select(v => Bars[(int)Math.Clamp((v - low) / Math.Max(top - low, 1e-12) * Bars.Length, 0, Bars.Length - 1)]));
        var share = Math.Log(rate / points[0].Rate) / Math.Max(1e-12, Math.Log(points[^1].Rate / points[0].Rate));
        var mark = (int)Math.Clamp(share * (width - 1), 0, width - 1);
        return string.Create(CultureInfo.InvariantCulture, $"  loss {bars}  {low:G3} to {high:G3}\n  rate {new string(' ', mark)}^\n       {points[0].Rate:G3} to {points[^1].Rate:G3}");
    }
}
