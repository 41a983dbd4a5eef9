namespace TransferLab.Pictures.Batches;

/// <summary>One batch, ready to be bound to a session. Belongs to its source, which reuses the memory once the next batch is asked for.</summary>
/// <param name="Input">Pixels, uint8 [N,H,W,3], or features, float32 [N,…].</param>
/// <param name="Targets">Target distribution per image, float32 [N,K]: one-hot for a single label, zeros and ones for several.</param>
/// <param name="Indices">The samples in the batch, by index in the dataset.</param>
internal readonly record struct Batch(OrtValue Input, OrtValue Targets, ReadOnlyMemory<int> Indices)
{
    public int Count => Indices.Length;
}

/// <summary>Serves the samples of an epoch in batches; the last one may be smaller.</summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>The batches of one epoch, each valid until the next is asked for.</summary>
    /// <param name="order">Samples by index in the dataset, in the order of this epoch.</param>
    /// <param name="epoch">Number of the epoch over the run, for whatever is drawn at random.</param>
    /// <param name="firstBatch">Batches to leave out at the beginning, done before the run was interrupted.</param>
    /// <param name="cancellation">Stops waiting for images.</param>
    IEnumerable<Batch> Epoch(IReadOnlyList<int> order, int epoch, int firstBatch, CancellationToken cancellation);
}

/// <summary>Memory of one batch, input and targets, with the views for the batch sizes that occur (the full one and the last of an epoch).</summary>
/// <typeparam name="T">Element type of the input: byte for pixels, float for features.</typeparam>
internal sealed class BatchBuffer<T> : IDisposable where T : unmanaged
{
    private readonly long[] _sampleDims;
    private readonly Dictionary<int, (OrtValue Input, OrtValue Targets)> _views = [];

    public BatchBuffer(int capacity, long[] sampleDims, int classes)
    {
        _sampleDims = sampleDims;
        SampleLength = checked((int)sampleDims.Aggregate(1L, (a, b) => checked(a * b)));
        Classes = classes;
        try
        {
            Input = new((long)capacity * SampleLength);
        }
        catch (Exception e) when (e is OutOfMemoryException or ArgumentOutOfRangeException)
        {
            throw new InsufficientMemoryException($"A batch of {capacity} images does not fit into memory: use smaller batches. Where several are accumulated, "
                + $"a step still sees as many images.", e);
        }
        Targets = new((long)capacity * classes);
        Indices = new int[capacity];
    }

    public int SampleLength { get; }
    public int Classes { get; }
    public NativeBuffer<T> Input { get; }
    public NativeBuffer<float> Targets { get; }
    public int[] Indices { get; }

    public Span<T> Sample(int position) => Input.Slice((long)position * SampleLength, SampleLength);

    public Span<float> Target(int position) => Targets.Slice((long)position * Classes, Classes);

    /// <summary>The first <paramref name="count"/> samples as a batch.</summary>
    public Batch Take(int count)
    {
        if (!_views.TryGetValue(count, out var view))
            _views.Add(count, view = (OrtValue.Over(Input, 0, [count, .. _sampleDims]), OrtValue.Over(Targets, 0, [count, Classes])));
        return new(view.Input, view.Targets, Indices.AsMemory(0, count));
    }

    public void Dispose()
    {
        foreach (var (input, targets) in _views.Values)
        {
            input.Dispose();
            targets.Dispose();
        }
        Input.Dispose();
        Targets.Dispose();
    }
}
