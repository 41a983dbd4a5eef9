namespace TransferLab.Data;

/// <summary>Draws as many training samples as there are, so that every class comes up equally often. A sample's share is the inverse size of its smallest class
/// (samples without a label are a class of their own); a class that is drawn more often than it has samples has each of them nearly equally often.</summary>
/// <remarks>Systematic sampling: shares are laid end to end, class by class and within a class in an order drawn anew
/// for the epoch, and every unit of length picks the sample it falls on. So a class of a single-label set is off its
/// share by less than one sample, and what is drawn is a function of seed and epoch alone.</remarks>
internal sealed class BalancedSampling
{
    // Separates these draws from others keyed by (seed, epoch).
    private const ulong Purpose = 0x62616C616E6365;

    private readonly int[] _samples;
    private readonly int[] _groups;
    private readonly double[] _shares;

    public BalancedSampling(ImageDataset dataset, ImmutableArray<int> train)
    {
        var none = dataset.Classes.Count;
        var sizes = new int[none + 1];
        foreach (var index in train)
            if (dataset.Samples[index].Labels.IsEmpty)
                sizes[none]++;
            else
                foreach (var label in dataset.Samples[index].Labels)
                    sizes[label]++;
        _samples = [.. train];
        _groups = [.. train.Select(i => dataset.Samples[i].Labels.IsEmpty ? none : dataset.Samples[i].Labels.MinBy(l => (sizes[l], l)))];
        _shares = [.. _groups.Select(g => 1.0 / sizes[g])];
        var scale = _samples.Length / _shares.Sum();
        for (var i = 0; i < _shares.Length; i++)
            _shares[i] *= scale;
    }

    /// <summary>Samples of an epoch, in its order; as many as there are to draw from.</summary>
    public int[] Order(ulong seed, int epoch)
    {
        var random = new CounterRandom(seed, Purpose, (ulong)epoch);
        var places = EpochShuffle.Permutation(_samples.Length, seed ^ Purpose, epoch);
        // Stable, so that within a class the order stays drawn.
        places = [.. places.OrderBy(p => _groups[p])];
        var order = new int[_samples.Length];
        var start = random.NextDouble();
        var (place, end) = (0, _shares[places[0]]);
        for (var i = 0; i < order.Length; i++)
        {
            while (end <= start + i && place < places.Length - 1)
                end += _shares[places[++place]];
            order[i] = _samples[places[place]];
        }
        EpochShuffle.InPlace(order, seed, epoch);
        return order;
    }

    /// <summary>How many samples with each class an epoch has, on average.</summary>
    public double[] Draws(ImageDataset dataset)
    {
        var draws = new double[dataset.Classes.Count];
        for (var i = 0; i < _samples.Length; i++)
            foreach (var label in dataset.Samples[_samples[i]].Labels)
                draws[label] += _shares[i];
        return draws;
    }
}
