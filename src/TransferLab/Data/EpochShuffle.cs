namespace TransferLab.Data;

/// <summary>The order in which an epoch visits the training samples: a Fisher–Yates permutation from (seed, epoch) and nothing else.</summary>
internal static class EpochShuffle
{
    // Separates this use of (seed, epoch) from every other stream of draws keyed by the same pair.
    private const ulong Purpose = 0x65706F6368;

    /// <summary>A permutation of 0 … count-1.</summary>
    public static int[] Permutation(int count, ulong seed, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        InPlace(order, seed, epoch);
        return order;
    }

    /// <summary>The given indices in the order of the epoch.</summary>
    public static int[] Order(ReadOnlySpan<int> indices, ulong seed, int epoch)
    {
        var order = indices.ToArray();
        InPlace(order, seed, epoch);
        return order;
    }

    /// <summary>Shuffles in place.</summary>
    public static void InPlace(Span<int> order, ulong seed, int epoch)
    {
        var random = new CounterRandom(seed, Purpose, (ulong)epoch);
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
