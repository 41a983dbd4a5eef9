namespace TransferLab.Data;

/// <summary>Cuts the order of an epoch into batches of nearly equal size, so that no epoch ends with a tiny, noisy batch.</summary>
/// <remarks>With <c>count</c> samples there are ceil(count / batchSize) batches; when the last would hold less than half a batch, its
/// samples and those of the batch before it are shared evenly between the two. Every sample is visited exactly once per epoch.</remarks>
internal readonly record struct BatchPlan
{
    /// <summary>Plans the batches.</summary>
    /// <param name="count">Number of samples, 0 or more.</param>
    /// <param name="batchSize">The largest batch, 1 or more.</param>
    public BatchPlan(int count, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        Count = count;
        BatchSize = batchSize;
        Batches = (int)(((long)count + batchSize - 1) / batchSize);
    }

    /// <summary>Number of samples.</summary>
    public int Count { get; }
    /// <summary>The largest batch.</summary>
    public int BatchSize { get; }
    /// <summary>Number of batches, the optimizer steps of an epoch.</summary>
    public int Batches { get; }

    /// <summary>Samples in the largest batch, which is the first; 0 without samples.</summary>
    public int LargestBatch => Batches == 0 ? 0 : Start(1);

    /// <summary>The samples of a batch, as a range of positions in the order of the epoch.</summary>
    public Range this[int batch]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(batch);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch, Batches);
            return Start(batch)..Start(batch + 1);
        }
    }

    private int Start(int batch)
    {
        if (batch == Batches)
            return Count;
        var start = (int)((long)batch * BatchSize);
        if (Batches < 2 || batch != Batches - 1 || (Count - start) * 2L >= BatchSize)
            return start;
        var before = start - BatchSize;
        return before + (Count - before + 1) / 2;
    }
}
