namespace TransferLab.Service.Models;

/// <summary>The pictures that are being decoded or wait for one model, and the memory that they are in. A picture is never
/// held back for others to join it: when a worker is free it takes what is there, shared fairly among the workers and at
/// most <see cref="MaxBatch"/>. Batches therefore form only under load, and only where they make pictures cheaper.</summary>
/// <param name="classifier">The model.</param>
/// <param name="workers">Who runs it.</param>
/// <param name="maxBatch">Most pictures of a run; <see cref="WarmUp"/> may find that fewer are better.</param>
/// <param name="onBatch">Told the size and time of every run.</param>
internal sealed class BatchQueue(ImageClassifier classifier, WorkerThreads workers, int maxBatch, Action<int, TimeSpan> onBatch) : IThreadWork, IDisposable
{
    // Of a block for batches: what is left over at its end makes a smaller batch, so that there should be several of them in one.
    private const int LeastPlaces = 16;

    // Places that stay for the next pictures; what a rush has taken beyond them goes back.
    private const int KeptPlaces = 64;

    private readonly Lock _lock = new();
    // The oldest first; pictures come into the last one.
    private readonly List<PixelBlock> _blocks = [];
    private readonly Stack<PixelBlock> _free = new();
    private int _waiting;
    private int _posted;

    /// <summary>Most pictures of a run.</summary>
    public int MaxBatch { get; private set; } = maxBatch;

    /// <summary>Bytes of one picture of the model's input size.</summary>
    public int PictureBytes => classifier.Geometry.Height * classifier.Geometry.Width * 3;

    private int Places => MaxBatch == 1 ? 1 : Math.Max(MaxBatch, LeastPlaces);

    /// <summary>Takes a place for a picture that is about to be decoded. <see cref="Return"/> gives it back.</summary>
    public (PixelBlock Block, int Place) Rent()
    {
        lock (_lock)
        {
            if (_blocks is not [.., { IsFull: false }])
                _blocks.Add(_free.TryPop(out var free) ? free : new PixelBlock(Allocate(Places)));
            return (_blocks[^1], _blocks[^1].Take());
        }
    }

    public void Return(PixelBlock block)
    {
        lock (_lock)
        {
            block.Return();
            if (!block.IsUnused || block == _blocks[^1])
                return;
            _blocks.Remove(block);
            if (_free.Count < KeptPlaces / Places)
                _free.Push(block);
            else
                block.Dispose();
        }
    }

    /// <summary>Takes a decoded picture. Where they run one by one, the worker that decoded it goes on: its pixels are in the cache of that core.</summary>
    public void Add(ImageJob job)
    {
        if (MaxBatch == 1 && workers.IsCurrent)
        {
            if (job.IsStale)
                job.Drop();
            else
                Run([job]);
            return;
        }
        lock (_lock)
        {
            job.Block.Add(job);
            _waiting++;
            if (_posted >= workers.Count)
                return;
            _posted++;
        }
        workers.Post(this);
    }

    /// <summary>Runs one batch, on a worker.</summary>
    public void Execute()
    {
        var batch = Take();
        if (batch.Count > 0)
            Run(batch);
        lock (_lock)
        {
            if (_waiting == 0)
            {
                _posted--;
                return;
            }
        }
        // Back to the end of the line: other models have their turn in between.
        workers.Post(this);
    }

    /// <summary>Runs batches of pictures of one colour to see which size is worth it. The first request then finds kernels ready.</summary>
    public void WarmUp() => MaxBatch = BatchSize.Choose(MaxBatch, size =>
    {
        using var input = Allocate(size);
        var start = Stopwatch.GetTimestamp();
        _ = classifier.Score(input);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });

    public void Dispose()
    {
        foreach (var block in _blocks.Concat(_free))
            block.Dispose();
    }

    private List<ImageJob> Take()
    {
        List<ImageJob> batch = [], stale = [];
        lock (_lock)
        {
            var share = Math.Clamp((_waiting + workers.Count - 1) / workers.Count, 1, MaxBatch);
            for (var i = 0; i < _blocks.Count && batch.Count == 0; i++)
                _blocks[i].TakeReady(share, batch, stale);
            _waiting -= batch.Count + stale.Count;
        }
        foreach (var job in stale)
            job.Drop();
        return batch;
    }

    private void Run(List<ImageJob> batch)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            IReadOnlyList<ImageScore> scores;
            using (var input = batch[0].Block.Tensor(batch[0].Place, batch.Count))
                scores = classifier.Score(input);
            var time = Stopwatch.GetElapsedTime(start);
            onBatch(batch.Count, time);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Complete(scores[i], start, time, batch.Count);
        }
#pragma warning disable CA1031 // Whatever it is, the requests that wait must learn of it; their handlers log it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (var job in batch)
                job.Fail(e);
        }
    }

    private OrtValue Allocate(int pictures) => OrtValue.Allocate<byte>(pictures, classifier.Geometry.Height, classifier.Geometry.Width, 3);
}
