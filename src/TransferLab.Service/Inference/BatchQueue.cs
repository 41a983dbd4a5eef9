using System.Collections.Concurrent;
using System.Diagnostics;
using TransferLab.Runtime;

namespace TransferLab.Service.Inference;

/// <summary>
/// The decoded pictures that wait for one model. A picture is never held back for others to join it: when a worker is free it takes what is there, shared fairly among
/// the workers and at most <see cref="MaxBatch"/>. Batches therefore form only under load, and only where they make pictures cheaper.
/// </summary>
internal sealed class BatchQueue : IThreadWork, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<ImageJob> _waiting = new();
    private readonly ImageClassifier _classifier;
    private readonly WorkerThreads _workers;
    private readonly Action<int, TimeSpan> _onBatch;
    // Input tensors by batch size, used again and again; never more of a size than there are workers.
    private readonly ConcurrentBag<OrtValue>[] _inputs;
    private int _posted;

    /// <param name="classifier">The model.</param>
    /// <param name="workers">Who runs it.</param>
    /// <param name="maxBatch">Most pictures of a run; <see cref="WarmUp"/> may find that fewer are better.</param>
    /// <param name="onBatch">Told the size and time of every run.</param>
    public BatchQueue(ImageClassifier classifier, WorkerThreads workers, int maxBatch, Action<int, TimeSpan> onBatch)
    {
        (_classifier, _workers, MaxBatch, _onBatch) = (classifier, workers, maxBatch, onBatch);
        _inputs = new ConcurrentBag<OrtValue>[maxBatch + 1];
        for (var i = 1; i <= maxBatch; i++)
            _inputs[i] = [];
    }

    /// <summary>Most pictures of a run.</summary>
    public int MaxBatch { get; private set; }

    /// <summary>Takes a decoded picture. Where pictures run one by one, the worker that has decoded it goes on with it: its pixels are in the cache of that core.</summary>
    public void Add(ImageJob job)
    {
        if (MaxBatch == 1 && _workers.IsCurrent)
        {
            if (!job.IsDropped())
                Run([job]);
            return;
        }
        lock (_lock)
        {
            _waiting.Enqueue(job);
            if (_posted >= _workers.Count)
                return;
            _posted++;
        }
        _workers.Post(this);
    }

    /// <summary>Runs one batch, on a worker.</summary>
    public void Execute()
    {
        var batch = Take();
        if (batch.Count > 0)
            Run(batch);
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _posted--;
                return;
            }
        }
        // Back to the end of the line: other models have their turn in between.
        _workers.Post(this);
    }

    /// <summary>Runs batches of grey pictures to see which size is worth it. The first request then finds memory and kernels ready.</summary>
    public void WarmUp() => MaxBatch = BatchSize.Choose(MaxBatch, size =>
    {
        var input = Rent(size);
        var start = Stopwatch.GetTimestamp();
        _ = _classifier.Score(input);
        var time = Stopwatch.GetElapsedTime(start);
        _inputs[size].Add(input);
        return time.TotalSeconds;
    });

    public void Dispose()
    {
        foreach (var bag in _inputs.Skip(1))
            while (bag.TryTake(out var input))
                input.Dispose();
    }

    private List<ImageJob> Take()
    {
        var batch = new List<ImageJob>();
        lock (_lock)
        {
            var share = Math.Clamp((_waiting.Count + _workers.Count - 1) / _workers.Count, 1, MaxBatch);
            while (batch.Count < share && _waiting.TryDequeue(out var job))
                if (!job.IsDropped())
                    batch.Add(job);
        }
        return batch;
    }

    private void Run(List<ImageJob> batch)
    {
        var start = Stopwatch.GetTimestamp();
        OrtValue? input = null;
        try
        {
            input = Rent(batch.Count);
            var pixels = input.Span<byte>();
            var each = pixels.Length / batch.Count;
            for (var i = 0; i < batch.Count; i++)
                batch[i].Pixels.CopyTo(pixels.Slice(i * each, each));
            var scores = _classifier.Score(input);
            var time = Stopwatch.GetElapsedTime(start);
            _onBatch(batch.Count, time);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Complete(scores[i], start, time, batch.Count);
            _inputs[batch.Count].Add(input);
        }
#pragma warning disable CA1031 // Whatever it is, the requests that wait must learn of it; their handlers log it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            input?.Dispose();
            foreach (var job in batch)
                job.Fail(e);
        }
    }

    private OrtValue Rent(int size)
    {
        var geometry = _classifier.Geometry;
        return _inputs[size].TryTake(out var input) ? input : OrtValue.Allocate<byte>(size, geometry.Height, geometry.Width, 3);
    }
}
