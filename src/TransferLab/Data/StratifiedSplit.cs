namespace TransferLab.Data;

/// <summary>Divides samples so that every class has the same share on both sides. Who goes where follows from the seed
/// and the samples' display paths alone, never from the order in which a file system lists them.</summary>
internal static class StratifiedSplit
{
    private const ulong Purpose = 0x73706C6974;

    /// <summary>Divides samples.</summary>
    /// <param name="samples">The samples; where any has not exactly one label, iterative stratification (Sechidis et al. 2011) is used.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="validationFraction">Share of validation samples, 0 to below 1.</param>
    /// <param name="seed">Chooses the samples.</param>
    /// <returns>Ascending indices. With a fraction above 0 every class that has two samples or more is on both sides
    /// (with several labels per sample: as far as the combinations allow); a class of one is trained on. Samples of one
    /// <see cref="ImageSample.Group"/> are on one side, and shares are met as well as groups allow.</returns>
    public static (ImmutableArray<int> Train, ImmutableArray<int> Validation) Create(
        IReadOnlyList<ImageSample> samples, int classes, double validationFraction, ulong seed)
    {
        CheckFraction(validationFraction);
        if (validationFraction == 0)
            return ([.. Enumerable.Range(0, samples.Count)], []);
        var grouped = samples.Any(s => s.Group is not null);
        // Groups are drawn as a whole, by their own name.
        var order = DrawnOrder(samples, seed, s => grouped && s.Group is { } group ? "group " + group : s.DisplayPath);
        var validates = grouped ? GroupedSplit.Assign(samples, order, classes, validationFraction)
            : samples.All(s => s.Labels.Length == 1) ? ByClass(samples, order, classes, validationFraction)
            : IterativeStratification.Assign(samples, order, classes, validationFraction);
        var indices = Enumerable.Range(0, samples.Count);
        return ([.. indices.Where(i => !validates[i])], [.. indices.Where(i => validates[i])]);
    }

    internal static void CheckFraction(double fraction)
    {
        if (!(fraction is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The share of validation images must be at least 0 and below 1.");
    }

    // A keyed hash per sample gives it its place in the draw: adding an image leaves the others' places alone.
    private static int[] DrawnOrder(IReadOnlyList<ImageSample> samples, ulong seed, Func<ImageSample, string> keyOf)
    {
        var keys = new (ulong Key, string Path)[samples.Count];
        var order = new int[samples.Count];
        for (var i = 0; i < order.Length; i++)
        {
            keys[i] = (new CounterRandom(seed, Purpose, CounterRandom.Hash(keyOf(samples[i]))).NextUInt64(), samples[i].DisplayPath);
            order[i] = i;
        }
        Array.Sort(order, (a, b) => keys[a].Key != keys[b].Key ? keys[a].Key.CompareTo(keys[b].Key) : string.CompareOrdinal(keys[a].Path, keys[b].Path));
        return order;
    }

    private static bool[] ByClass(IReadOnlyList<ImageSample> samples, int[] order, int classes, double fraction)
    {
        var left = new int[classes];
        foreach (var sample in samples)
            left[sample.Label]++;
        for (var c = 0; c < classes; c++)
            left[c] = ValidationCount(left[c], fraction);
        var validates = new bool[samples.Count];
        foreach (var index in order)
            validates[index] = left[samples[index].Label]-- > 0;
        return validates;
    }

    internal static int ValidationCount(int count, double fraction) =>
        count < 2 ? 0 : Math.Clamp((int)Math.Round(count * fraction, MidpointRounding.AwayFromZero), 1, count - 1);
}
