using TransferLab.Data;

namespace TransferLab.Classifiers.Evaluation;

/// <summary>
/// Percentile bootstrap (Efron 1979): scores of many sets of the same size, drawn from the images with replacement. Which images a resample has follows from (seed, resample) alone, so that the
/// intervals do not depend on the number of threads.
/// </summary>
internal static class Bootstrap
{
    // Separates these draws from others keyed by the same seed.
    private const ulong Purpose = 0x626F6F74;

    /// <summary>Intervals of several scores that are worked out together.</summary>
    /// <param name="images">Number of images, 1 or more.</param>
    /// <param name="options">Resamples, confidence, seed.</param>
    /// <param name="scores">The scores of a set that has image i counts[i] times. Called from several threads.</param>
    /// <returns>An interval per score; null without resamples.</returns>
    public static ScoreInterval[]? Intervals(int images, BootstrapOptions options, Func<int[], double[]> scores)
    {
        if (options.Resamples == 0 || images == 0)
            return null;
        var drawn = new double[options.Resamples][];
        Parallel.For(0, drawn.Length, () => new int[images], (r, _, counts) =>
        {
            Array.Clear(counts);
            var random = new CounterRandom(options.Seed, Purpose, (ulong)r);
            for (var i = 0; i < images; i++)
                counts[random.NextInt(images)]++;
            drawn[r] = scores(counts);
            return counts;
        }, _ => { });
        var ones = new int[images];
        Array.Fill(ones, 1);
        return [.. scores(ones).Select((value, s) =>
        {
            double[] sorted = [.. drawn.Select(d => d[s]).Order()];
            return new ScoreInterval(value, Quantile(sorted, (1 - options.Confidence) / 2), Quantile(sorted, (1 + options.Confidence) / 2));
        })];
    }

    /// <summary>The quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan 1996).</summary>
    internal static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var (below, part) = ((int)place, place - (int)place);
        return below + 1 < sorted.Length ? sorted[below] + (part * (sorted[below + 1] - sorted[below])) : sorted[^1];
    }
}
