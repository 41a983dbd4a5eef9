using MathNet.Numerics.Distributions;

namespace TransferLab.Studies.Statistics;

/// <summary>Whether one strategy is clearly better than another: by the exact sign test over the images that the two answer
/// differently (for right and wrong answers the exact test of McNemar 1947), and, with several seeds, by Student's t interval of
/// their differences too. The level is divided by the number of strategies that are held against the best (Bonferroni).</summary>
internal static class PairedTest
{
    /// <summary>Tests the first against the second.</summary>
    /// <param name="seeds">The seeds both have.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    /// <param name="comparisons">Tests made at once, at least 1.</param>
    public static PairedOutcome Of(IReadOnlyList<PairedSeed> seeds, double confidence, int comparisons)
    {
        if (seeds.Count == 0)
            return new(0, 1, false);
        var estimate = Estimate.Of([.. seeds.Select(s => s.Difference)], confidence);
        var (better, worse) = (seeds.Sum(s => s.Better), seeds.Sum(s => s.Worse));
        var p = SignTest(better, worse);
        var isClear = estimate.Mean > 0 && better > worse && p < (1 - confidence) / Math.Max(comparisons, 1) && estimate.Mean > (estimate.HalfWidth ?? 0);
        return new(estimate.Mean, p, isClear);
    }

    /// <summary>Two-sided: 2 · P(X ≤ min(b, w)) with X ~ Binomial(b + w, ½), at most 1.</summary>
    public static double SignTest(int better, int worse) =>
        better + worse == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, better + worse, Math.Min(better, worse)));
}

/// <summary>What a test of two strategies came to.</summary>
/// <param name="Difference">Mean over seeds of the difference in score, of the first to the second.</param>
/// <param name="PValue">How likely chance alone makes the images differ so, 0 to 1.</param>
/// <param name="IsClear">Whether the first is clearly better.</param>
internal sealed record PairedOutcome(double Difference, double PValue, bool IsClear);

/// <summary>Two strategies with the same seed, hence on the same images held out.</summary>
/// <param name="Difference">Score of the first less that of the second.</param>
/// <param name="Better">Images on which the first answers better.</param>
/// <param name="Worse">Images on which it answers worse.</param>
internal sealed record PairedSeed(double Difference, int Better, int Worse);
