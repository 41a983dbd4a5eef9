using System.Buffers;
using System.Diagnostics;
using TransferLab.Errors;
using TransferLab.Pictures;
using TransferLab.Service.Errors;
using TransferLab.Service.Models;

namespace TransferLab.Service.Inference;

/// <summary>One picture on its way: decoded by a decoding thread, then handed to the queue of its model.</summary>
internal sealed class ImageJob : IThreadWork
{
    private readonly ReadOnlyMemory<byte> _image;
    private readonly bool _isPixels;
    private readonly ModelVersion _model;
    private readonly long _maxPixels;
    private readonly long _deadline;
    private readonly CancellationToken _cancellation;
    private readonly TaskCompletionSource<ScoredImage> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = Stopwatch.GetTimestamp();
    private byte[]? _pixels;
    private TimeSpan _decode;

    public ImageJob(ModelVersion model, ReadOnlyMemory<byte> image, bool isPixels, long maxPixels, TimeSpan patience, CancellationToken cancellation)
    {
        (_model, _image, _isPixels, _maxPixels, _cancellation) = (model, image, isPixels, maxPixels, cancellation);
        _deadline = _start + (long)(patience.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>Done once nobody reads the picture's bytes any more.</summary>
    public Task<ScoredImage> Done => _done.Task;

    /// <summary>The model's input, uint8 [H,W,3].</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, _model.InputBytes);

    /// <summary>Decodes.</summary>
    public void Execute()
    {
        if (IsDropped())
            return;
        var start = Stopwatch.GetTimestamp();
        _pixels = ArrayPool<byte>.Shared.Rent(_model.InputBytes);
        try
        {
            if (_isPixels)
                _image.Span.CopyTo(_pixels);
            else
                ImageReader.Read(_image.Span, _model.Classifier.Geometry, _pixels.AsSpan(0, _model.InputBytes), _maxPixels);
            _decode = Stopwatch.GetElapsedTime(start);
            _model.Queue.Add(this);
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

    /// <summary>Whether nobody waits for the picture any more, or it has waited too long: then it is done with.</summary>
    public bool IsDropped()
    {
        if (_cancellation.IsCancellationRequested)
        {
            Release();
            _done.TrySetCanceled(_cancellation);
            return true;
        }
        if (Stopwatch.GetTimestamp() <= _deadline)
            return false;
        Fail(ServiceException.Unavailable("The picture waited too long: the host has more work than it can do. Try again later."));
        return true;
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

    private void Release()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { } pixels)
            ArrayPool<byte>.Shared.Return(pixels);
    }
}
