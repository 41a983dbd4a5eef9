namespace TransferLab.Pictures.Batches;

/// <summary>Samples that come up several times in an epoch look different each time: the n-th time as in an epoch far beyond
/// the last one of any run, so that augmentation, which is a function of (seed, epoch, sample), draws anew.</summary>
internal static class Repeats
{
    // More than a run may have epochs, and odd, so that fixed views take turns too.
    private const int Stride = 100_003;

    /// <summary>The epoch as which each sample of an order is to look; null where no sample comes up twice.</summary>
    public static int[]? Epochs(IReadOnlyList<int> order, int epoch)
    {
        var seen = new Dictionary<int, int>(order.Count);
        int[]? epochs = null;
        for (var i = 0; i < order.Count; i++)
        {
            var before = seen.GetValueOrDefault(order[i]);
            seen[order[i]] = before + 1;
            if (before > 0 && epochs is null)
                Array.Fill(epochs = new int[order.Count], epoch);
            if (before > 0)
                epochs![i] = (int)((epoch + ((long)before * Stride)) % int.MaxValue);
        }
        return epochs;
    }
}
