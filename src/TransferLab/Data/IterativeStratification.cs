namespace TransferLab.Data;

/// <summary>Iterative stratification for two sides (Sechidis, Tsoumakas and Vlahavas 2011, "On the stratification of
/// multi-label data"): the label with the fewest samples still to place goes first, and each of its samples goes to the side
/// that lacks that label most. Before that, samples with exactly the same labels are divided by whole shares; the published
/// method alone would fill the small side with the samples that have many labels, and leave it short of samples.</summary>
internal static class IterativeStratification
{
    public static bool[] Assign(IReadOnlyList<ImageSample> samples, int[] order, int classes, double fraction)
    {
        var remaining = new int[classes];
        foreach (var sample in samples)
            foreach (var label in sample.Labels)
                remaining[label]++;

        // What each side still wants of every label: [0] training, [1] validation. Small labels get one on each side, which plain shares would deny them.
        double[][] wanted = [new double[classes], new double[classes]];
        for (var c = 0; c < classes; c++)
        {
            wanted[1][c] = remaining[c] < 2 ? 0 : Math.Clamp(remaining[c] * fraction, 1, remaining[c] - 1);
            wanted[0][c] = remaining[c] - wanted[1][c];
        }
        double[] room = [samples.Count * (1 - fraction), samples.Count * fraction];
        var side = new int[samples.Count];
        Array.Fill(side, -1);

        foreach (var alike in order.GroupBy(i => string.Join(',', samples[i].Labels), StringComparer.Ordinal))
        {
            var members = alike.ToArray();
            var held = WholeShare(members.Length, fraction);
            var trained = WholeShare(members.Length, 1 - fraction);
            for (var i = 0; i < held + trained; i++)
                Place(members[i], i < held ? 1 : 0);
        }
        while (Rarest(remaining) is >= 0 and var rarest)
            foreach (var index in order)
                if (side[index] < 0 && samples[index].Labels.Contains(rarest))
                    Place(index, Choose(wanted[0][rarest] - wanted[1][rarest], room));
        foreach (var index in order)
            if (side[index] < 0)
                Place(index, Choose(0, room));
        Repair(samples, order, side, classes);
        return Array.ConvertAll(side, s => s == 1);

        void Place(int index, int chosen)
        {
            side[index] = chosen;
            room[chosen]--;
            foreach (var label in samples[index].Labels)
            {
                wanted[chosen][label]--;
                remaining[label]--;
            }
        }
    }

    // The small addend makes 0.2 of 5 one, whichever way the product rounds.
    private static int WholeShare(int count, double share) => (int)Math.Floor(count * share + 1e-9);

    private static int Rarest(int[] remaining)
    {
        var best = -1;
        for (var c = 0; c < remaining.Length; c++)
            if (remaining[c] > 0 && (best < 0 || remaining[c] < remaining[best]))
                best = c;
        return best;
    }

    private static int Choose(double trainLacksMore, double[] room) =>
        trainLacksMore > 0 ? 0 : trainLacksMore < 0 ? 1 : room[0] >= room[1] ? 0 : 1;

    // Samples with several labels can still empty one side of a label that was planned for both: move one over where no other label loses its last.
    private static void Repair(IReadOnlyList<ImageSample> samples, int[] order, int[] side, int classes)
    {
        var counts = new int[2, classes];
        for (var i = 0; i < samples.Count; i++)
            foreach (var label in samples[i].Labels)
                counts[side[i], label]++;
        for (var c = 0; c < classes; c++)
        {
            if (counts[0, c] + counts[1, c] < 2 || (counts[0, c] > 0 && counts[1, c] > 0))
                continue;
            var full = counts[0, c] > 0 ? 0 : 1;
            foreach (var index in order)
            {
                if (side[index] != full || !samples[index].Labels.Contains(c) || samples[index].Labels.Any(l => l != c && counts[full, l] < 2))
                    continue;
                side[index] = 1 - full;
                foreach (var label in samples[index].Labels)
                {
                    counts[full, label]--;
                    counts[1 - full, label]++;
                }
                break;
            }
        }
    }
}
