namespace TransferLab.Classifiers.Evaluation;

/// <summary>Percentile bootstrap (Efron 1979): scores of many sets of the same size, drawn from the images with replacement. Which
/// images a resample has follows from (seed, resample) alone, so that the intervals do not depend on the number of threads.</summary>
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

/// <summary>How intervals of scores are worked out.</summary>
public sealed record BootstrapOptions
{
    private static readonly SettingName s_resamples = new(nameof(Resamples)) { Name = "bootstrap" };

    /// <summary>Resamples, 0 (no intervals) to 100000. Default 1000.</summary>
    public int Resamples { get; init; } = 1000;
    /// <summary>Share of resamples that the interval holds, above 0, below 1. Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;
    /// <summary>Seed of the draws. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SettingException">One is out of range.</exception>
    public void Validate()
    {
        SettingException.Require(Resamples is >= 0 and <= 100_000,
            $"{s_resamples} {Resamples} is out of range: 0 (no intervals) to 100000.");
        SettingException.Require(Confidence is > 0 and < 1,
            $"{new SettingName(nameof(Confidence))} {Confidence} is out of range: above 0, below 1, e.g. 0.95.");
    }
}

/// <summary>A score and where it would lie on other images of the same kind.</summary>
/// <param name="Value">The score on all images.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
public sealed record ScoreInterval(double Value, double Low, double High);

/// <summary>Bootstrap intervals of the scores of a set of images; those that the task does not have are null.</summary>
public sealed record ScoreIntervals
{
    /// <summary>Share of resamples that each interval holds.</summary>
    public required double Confidence { get; init; }
    /// <summary>Number of resamples.</summary>
    public required int Resamples { get; init; }
    /// <summary>Single-label: accuracy.</summary>
    public ScoreInterval? Accuracy { get; init; }
    /// <summary>Mean F1 over the classes that occur.</summary>
    public required ScoreInterval MacroF1 { get; init; }
    /// <summary>Mean average precision over the classes that some image of the resample has.</summary>
    public required ScoreInterval MeanAveragePrecision { get; init; }
    /// <summary>Multi-label: F1 of all decisions together.</summary>
    public ScoreInterval? MicroF1 { get; init; }
    /// <summary>Multi-label: share of images with every label right.</summary>
    public ScoreInterval? SubsetAccuracy { get; init; }
}
