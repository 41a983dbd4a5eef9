namespace TransferLab.Features;

/// <summary>Runs the frozen prefix over image files into caches, one per cut point: a single pass through the network serves all of them. One worker
/// per core decodes an image and at once runs the prefix on it in a session without threads of its own: decoding and computing overlap across workers,
/// nothing waits at a barrier, and since every image is a batch of its own, its activation does not depend on which images it came with.</summary>
/// <param name="prefixModel">Model from <c>image</c>, uint8 [N,H,W,3], to one float32 activation per cache.</param>
/// <param name="images">The pictures.</param>
/// <param name="augmentation">What makes views; null where no job wants any.</param>
/// <param name="device">Where the prefix runs; resolved.</param>
/// <param name="caches">Where activations go: one for each output of the model, in its order.</param>
internal sealed class FeatureExtractor(byte[] prefixModel, ImageStore images, AugmentationPipeline? augmentation, ComputeDevice device,
    params IReadOnlyList<CutCache> caches)
{
    /// <summary>Activations that were not in the caches and have been computed.</summary>
    public int Computed { get; private set; }

    /// <summary>Extracts what is missing.</summary>
    /// <param name="jobs">The images, and what is wanted of each.</param>
    /// <param name="workers">Threads; 0 for all cores.</param>
    /// <param name="progress">Told the number of activations that are there, from any thread.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <returns>The content hash of each file, the key to its activations.</returns>
    /// <exception cref="ImageDecodeException">A file is no image that can be used.</exception>
    public ContentHash[] Extract(IReadOnlyList<FeatureJob> jobs, int workers = 0, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        // Made when the first image is not in the caches: a run whose features another has left behind needs none.
        var session = new Lazy<InferenceSession>(Open);
        var hashes = new ContentHash[jobs.Count];
        var (next, done, computed) = (-1, 0, 0);
        var threads = Math.Clamp(workers > 0 ? workers : Environment.ProcessorCount, 1, Math.Max(1, jobs.Count));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tasks = Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(Work, stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        try
        {
            Task.WaitAll(tasks, CancellationToken.None);
        }
        catch (AggregateException e) when (e.InnerExceptions.FirstOrDefault(i => i is not OperationCanceledException) is { } cause)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
        }
        catch (AggregateException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            if (session.IsValueCreated)
                session.Value.Dispose();
        }
        Computed += computed;
        return hashes;

        InferenceSession Open()
        {
            var opened = KernelModel.Open(prefixModel, new SessionSettings { Threads = 1, Device = device });
            if (opened.Outputs.Count == caches.Count)
                return opened;
            using (opened)
                throw new InvalidOperationException($"The prefix has {opened.Outputs.Count} outputs for {caches.Count} caches.");
        }

        void Work()
        {
            try
            {
                using var worker = new FeatureWorker(session, images, augmentation, caches);
                for (var i = Interlocked.Increment(ref next); i < jobs.Count; i = Interlocked.Increment(ref next))
                {
                    stop.Token.ThrowIfCancellationRequested();
                    hashes[i] = worker.Do(jobs[i], stop.Token);
                    progress?.Invoke(Interlocked.Add(ref done, jobs[i].Count));
                }
                Interlocked.Add(ref computed, worker.Computed);
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }
}

/// <summary>The activations wanted of one image.</summary>
/// <param name="Sample">Its number in the store.</param>
/// <param name="Plain">Whether that of the image as evaluation sees it is wanted.</param>
/// <param name="Views">Number of augmented views wanted.</param>
internal readonly record struct FeatureJob(int Sample, bool Plain, int Views)
{
    /// <summary>Number of activations.</summary>
    public int Count => (Plain ? 1 : 0) + Views;
}

/// <summary>One thread's buffers for feature extraction: pixels in, an activation per cut point out.</summary>
/// <param name="session">Shared by all workers; it has no threads of its own. Asked for when the first activation is missing.</param>
/// <param name="images">The pictures.</param>
/// <param name="augmentation">What makes views.</param>
/// <param name="caches">One for each output of the session.</param>
internal sealed class FeatureWorker(Lazy<InferenceSession> session, ImageStore images, AugmentationPipeline? augmentation, IReadOnlyList<CutCache> caches)
    : IDisposable
{
    private readonly NativeBuffer<byte> _pixels = new((long)images.Geometry.Height * images.Geometry.Width * 3);
    private readonly NativeBuffer<float>[] _activations = [.. caches.Select(c => new NativeBuffer<float>(c.Plain.Length))];
    private SessionBinding? _binding;
    private OrtValue[] _values = [];

    /// <summary>Activations computed so far.</summary>
    public int Computed { get; private set; }

    /// <summary>Puts the activations of an image that are missing into the caches.</summary>
    /// <returns>The content hash of its file.</returns>
    public ContentHash Do(FeatureJob job, CancellationToken cancellation)
    {
        using var picture = images.Open(job.Sample);
        var hash = picture.Hash;
        if (job.Plain && !caches.All(c => c.Plain.Contains(hash)))
        {
            picture.Fit(_pixels.Span);
            Run(c => c.Plain, hash, cancellation);
        }
        for (var view = 0; view < job.Views; view++)
        {
            var key = AugmentedView.Key(hash, view);
            if (caches.All(c => c.Views!.Contains(key)))
                continue;
            picture.View(augmentation!, view, _pixels.Span);
            Run(c => c.Views!, key, cancellation);
        }
        return hash;
    }

    public void Dispose()
    {
        _binding?.Dispose();
        foreach (var value in _values)
            value.Dispose();
        foreach (var activation in _activations)
            activation.Dispose();
        _pixels.Dispose();
    }

    private void Run(Func<CutCache, FeatureCache> cache, ContentHash key, CancellationToken cancellation)
    {
        (_binding ??= Bind()).Run(cancellation);
        for (var i = 0; i < caches.Count; i++)
            cache(caches[i]).Add(key, _activations[i].Span);
        Computed++;
    }

    private SessionBinding Bind()
    {
        var opened = session.Value;
        _values = [OrtValue.Over(_pixels, 0, [1, images.Geometry.Height, images.Geometry.Width, 3]),
            .. _activations.Zip(opened.Outputs, (a, o) => OrtValue.Over(a, 0, [1, .. o.Dims.Skip(1)]))];
        var binding = opened.CreateBinding();
        binding.BindInput(opened.Inputs[0].Name, _values[0]);
        for (var i = 0; i < caches.Count; i++)
            binding.BindOutput(opened.Outputs[i].Name, _values[i + 1]);
        return binding;
    }
}
