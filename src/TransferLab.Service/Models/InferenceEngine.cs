namespace TransferLab.Service.Models;

/// <summary>From encoded pictures to scores: threads that decode, threads that run models (the same, where each core has one), and a limit on
/// the pictures between them. Decoding of one picture and inference of others overlap; what is over the limit is refused at once.</summary>
internal sealed class InferenceEngine : IDisposable
{
    private readonly WorkerThreads _decoders;
    private readonly ClassifierHostOptions _options;
    private readonly HostMetrics _metrics;
    private int _inside;

    public InferenceEngine(ClassifierHostOptions options, HostMetrics metrics)
    {
        (_options, _metrics) = (options, metrics);
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        Workers = new WorkerThreads("inference", options.Batching.Workers > 0 ? options.Batching.Workers : Math.Max(1, Environment.ProcessorCount / threads));
        // A worker for each core decodes as well: more threads than cores would only make pictures wait for each other in the middle of their work.
        _decoders = Workers.Count >= Environment.ProcessorCount ? Workers : new WorkerThreads("decoding", Environment.ProcessorCount);
        metrics.Observe(this);
    }

    public WorkerThreads Workers { get; }

    /// <summary>Pictures decoded or waiting.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>Whether there is room for work that nobody waits for.</summary>
    public bool HasRoomToSpare => Inside < Math.Max(1, _options.Limits.QueuedImages / 2);

    /// <summary>Scores a picture, encoded or as pixels of the model's input size. Its bytes are not read any more when the task is done.</summary>
    /// <exception cref="ServiceException">The host is full, or the picture waited too long.</exception>
    public async Task<ScoredImage> ScoreAsync(ModelVersion model, ReadOnlyMemory<byte> image, bool isPixels, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _inside) > _options.Limits.QueuedImages)
        {
            Interlocked.Decrement(ref _inside);
            _metrics.Refused("queue");
            throw ServiceException.Unavailable($"The host is full: {_options.Limits.QueuedImages} pictures wait already. Try again later.");
        }
        try
        {
            var job = new ImageJob(model, image, isPixels, _options.Limits.Pixels, TimeSpan.FromSeconds(_options.Batching.WaitSeconds), cancellation);
            _decoders.Post(job);
            using var activity = HostMetrics.Source.StartActivity("score", ActivityKind.Internal);
            var scored = await job.Done.ConfigureAwait(false);
            activity?.SetTag("model", model.Name).SetTag("version", model.Version).SetTag("batch", scored.Batch);
            _metrics.Scored(model, scored);
            return scored;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public void Dispose()
    {
        if (_decoders != Workers)
            _decoders.Dispose();
        Workers.Dispose();
    }
}
