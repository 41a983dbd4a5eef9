using TransferLab.Pictures;

namespace TransferLab.Service.Models;

/// <summary>One picture on its way: decoded by a decoding thread into the memory that its model reads, then run from there.</summary>
internal sealed class ImageJob(ModelVersion model, ReadOnlyMemory<byte> image, bool isPixels, long maxPixels, TimeSpan patience, CancellationToken cancellation)
    : IThreadWork
{
    private readonly TaskCompletionSource<ScoredImage> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = Stopwatch.GetTimestamp();
    private PixelBlock? _block;
    private TimeSpan _decode;

    /// <summary>Done once nobody reads the picture's bytes any more.</summary>
    public Task<ScoredImage> Done => _done.Task;

    /// <summary>Where the decoded picture is.</summary>
    public PixelBlock Block => _block!;

    /// <summary>Its place there.</summary>
    public int Place { get; private set; }

    /// <summary>Whether nobody waits for the picture any more, or it has waited too long.</summary>
    public bool IsStale => cancellation.IsCancellationRequested || Stopwatch.GetElapsedTime(_start) > patience;

    /// <summary>Decodes.</summary>
    public void Execute()
    {
        if (IsStale)
        {
            Drop();
            return;
        }
        var start = Stopwatch.GetTimestamp();
        try
        {
            (_block, Place) = model.Queue.Rent();
            if (isPixels)
                image.Span.CopyTo(_block.Pixels(Place));
            else
                ImageReader.Read(image.Span, model.Classifier.Geometry, _block.Pixels(Place), maxPixels);
            _decode = Stopwatch.GetElapsedTime(start);
            model.Queue.Add(this);
        }
        catch (Exception e) when (InputException.IsAnswer(e))
        {
            _decode = Stopwatch.GetElapsedTime(start);
            Complete(new ImageScore([], [], e.Message), start, TimeSpan.Zero, 0);
        }
#pragma warning disable CA1031 // Whatever it is, the request that waits must learn of it; its handler logs it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <summary>Ends what is stale.</summary>
    public void Drop()
    {
        if (!cancellation.IsCancellationRequested)
        {
            Fail(ServiceException.Unavailable("The picture waited too long: the host has more work than it can do. Try again later."));
            return;
        }
        Release();
        _done.TrySetCanceled(cancellation);
    }

    public void Complete(ImageScore score, long started, TimeSpan inference, int batch)
    {
        Release();
        var wait = Stopwatch.GetElapsedTime(_start, started) - (batch > 0 ? _decode : TimeSpan.Zero);
        _done.TrySetResult(new ScoredImage(score, _decode, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, inference, batch));
    }

    public void Fail(Exception e)
    {
        Release();
        _done.TrySetException(e);
    }

    // Before the task is done: what the model has goes with the last request that waits for it.
    private void Release()
    {
        if (Interlocked.Exchange(ref _block, null) is { } block)
            model.Queue.Return(block);
    }
}

/// <summary>A score and where its time went.</summary>
/// <param name="Score">What the classifier says; with an error where the picture cannot be used.</param>
/// <param name="Decode">From bytes to pixels of the model's size.</param>
/// <param name="Wait">In queues, before decoding and before the model.</param>
/// <param name="Inference">The run of the model that the picture was part of.</param>
/// <param name="Batch">Pictures of that run; 0 where there was none.</param>
internal readonly record struct ScoredImage(ImageScore Score, TimeSpan Decode, TimeSpan Wait, TimeSpan Inference, int Batch);
