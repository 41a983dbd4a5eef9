using System.Security.Cryptography;
using TransferLab.Classifiers.Explanation;

namespace TransferLab.Service.Models;

/// <summary>A loaded version of a model. Requests hold it while they work with it; when it is retired it stays until the last has let go.</summary>
internal sealed class ModelVersion(ModelSource source, ImageClassifier classifier, BatchQueue queue, ComputeDevice device)
{
    // One for being in service, one for each request.
    private int _holders = 1;

    private readonly Lock _explaining = new();

    private ClassifierExplainer? _explainer;

    public ModelSource Source { get; } = source;

    public string Name => Source.Name;

    public int Version => Source.Version;

    public ImageClassifier Classifier { get; } = classifier;

    public BatchQueue Queue { get; } = queue;

    /// <summary>What says where the classifier looked; made by whoever first asks while others wait. What failed is tried again by the next.</summary>
    /// <exception cref="ExplanationException">No heat map can be drawn for the network.</exception>
    /// <exception cref="PackageException">The model's file has changed since it was loaded.</exception>
    public ClassifierExplainer Explainer
    {
        get
        {
            // Most versions are never asked where they looked. Threads are left to the classifier.
            lock (_explaining)
                return _explainer ??= ClassifierExplainer.Create(Classifier.Package, threads: 1, device);
        }
    }

    public DateTimeOffset Loaded { get; } = DateTimeOffset.UtcNow;
    /// <summary>An identifier for protocols that want one: the same whenever and wherever the same model is served under the same name.</summary>
    public Guid Id { get; } = NewId($"{source.Name}/{source.Version}/{classifier.Package.Config.ModelSha256}");
    /// <summary>That of the name, whatever the version.</summary>
    public Guid ProjectId { get; } = NewId(source.Name);
    /// <summary>Those of the labels, in their order.</summary>
    public IReadOnlyList<Guid> TagIds { get; } = [.. classifier.Labels.Select(l => NewId($"{source.Name}/tag/{l}"))];

    /// <summary>Whether the version is in service or still held.</summary>
    public bool IsAlive => Volatile.Read(ref _holders) > 0;

    /// <summary>Opens a package, scores its golden images and warms it up.</summary>
    /// <exception cref="PackageException">The package cannot be used.</exception>
    public static ModelVersion Load(ModelSource source, ClassifierHostOptions options, WorkerThreads workers, Action<int, TimeSpan> onBatch)
    {
        var classifier = ImageClassifier.Load(source.Directory, new ImageClassifierOptions { Threads = options.Threads, Device = options.Resolved });
        try
        {
            var queue = new BatchQueue(classifier, workers, options.Batching.MaxBatch, onBatch);
            queue.WarmUp();
            return new ModelVersion(source, classifier, queue, options.Resolved);
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    /// <summary>Holds the version; false when it is gone already.</summary>
    public bool TryHold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0;)
        {
            var before = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (before == holders)
                return true;
            holders = before;
        }
        return false;
    }

    /// <summary>Lets go; the last one frees the model.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        Queue.Dispose();
        _explainer?.Dispose();
        Classifier.Dispose();
    }

    private static Guid NewId(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes("transferlab:" + text)).AsSpan(0, 16));
}
