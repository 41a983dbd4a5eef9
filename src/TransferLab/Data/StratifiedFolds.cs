namespace TransferLab.Data;

/// <summary>Divides samples into folds of about the same size and the same share of every label; samples of one group
/// stay together. Who goes where follows from the seed and the samples' display paths alone.</summary>
/// <remarks>Groups are placed one after another, large ones and those with rare labels first, each into the fold that has least of the group's labels; of
/// equals the fold with the fewest samples. Without groups and with one label per sample no two folds differ by more than one sample of a label.</remarks>
internal static class StratifiedFolds
{
    private const ulong Purpose = 0x666F6C6473;

    /// <summary>Assigns a fold, 0 to folds−1, to every sample.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="folds">Number of folds, 2 or more.</param>
    /// <param name="seed">Chooses the samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two folds.</exception>
    public static int[] Assign(IReadOnlyList<ImageSample> samples, int classes, int folds, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        // Samples without a label are stratified like a label of their own.
        var totals = new double[classes + 1];
        int[][] labels = [.. samples.Select(s => s.Labels.IsEmpty ? (int[])[classes] : [.. s.Labels])];
        foreach (var label in labels.SelectMany(l => l))
            totals[label]++;
        var members = Enumerable.Range(0, samples.Count).GroupBy(i => UnitOf(samples[i]), StringComparer.Ordinal)
            .Select(g => (Members: g.ToArray(), Rarest: g.Min(i => labels[i].Min(l => totals[l])),
                First: g.Select(i => samples[i].DisplayPath).Min(StringComparer.Ordinal)!))
            .OrderByDescending(g => g.Members.Length).ThenBy(g => g.Rarest).ThenBy(g => Key(seed, g.First)).ThenBy(g => g.First, StringComparer.Ordinal);
        var (counts, sizes, fold) = (new double[folds, classes + 1], new int[folds], new int[samples.Count]);
        foreach (var (group, _, _) in members)
        {
            var chosen = 0;
            var least = double.PositiveInfinity;
            for (var f = 0; f < folds; f++)
            {
                // Whole counts over whole totals, label by label in the same order: equal costs are equal to the bit.
                double cost = 0;
                foreach (var index in group)
                    foreach (var label in labels[index])
                        cost += counts[f, label] / totals[label];
                if (cost < least || (cost == least && sizes[f] < sizes[chosen]))
                    (chosen, least) = (f, cost);
            }
            sizes[chosen] += group.Length;
            foreach (var index in group)
            {
                fold[index] = chosen;
                foreach (var label in labels[index])
                    counts[chosen, label]++;
            }
        }
        return fold;
    }

    // What has no group stands alone, under a name that no group can have.
    private static string UnitOf(ImageSample sample) => sample.Group is { } group ? "=" + group : "/" + sample.DisplayPath;

    private static ulong Key(ulong seed, string path) => new CounterRandom(seed, Purpose, CounterRandom.Hash(path)).NextUInt64();
}
