namespace TransferLab.Service.Models;

/// <summary>Memory for some pictures side by side, uint8 [N,H,W,3]. A picture is decoded into its place and the model reads it there, together with
/// neighbours that are ready by then, so that nothing is copied. Its queue sees to it that one thread at a time changes who is where.</summary>
internal sealed class PixelBlock(OrtValue pixels) : IDisposable
{
    private readonly ImageJob?[] _ready = new ImageJob?[pixels.Dims[0]];
    private int _handedOut;
    private int _inUse;

    public bool IsFull => _handedOut == _ready.Length;

    public bool IsUnused => _inUse == 0;

    /// <summary>The next free place.</summary>
    public int Take()
    {
        _inUse++;
        return _handedOut++;
    }

    /// <summary>A place that is not needed any more. Places are handed out anew once none is in use, so that those in use at one time lie together.</summary>
    public void Return()
    {
        if (--_inUse == 0)
            _handedOut = 0;
    }

    /// <summary>The pixels of a place, for whoever has taken it.</summary>
    public Span<byte> Pixels(int place)
    {
        var all = pixels.Span<byte>();
        var each = all.Length / _ready.Length;
        return all.Slice(place * each, each);
    }

    /// <summary>Says that the picture of a place can be run.</summary>
    public void Add(ImageJob job) => _ready[job.Place] = job;

    /// <summary>Takes pictures that can be run, next to each other from the first one on; those that nobody waits for any more are put aside.</summary>
    public void TakeReady(int most, List<ImageJob> jobs, List<ImageJob> stale)
    {
        for (var i = 0; i < _handedOut && jobs.Count < most; i++)
        {
            var job = _ready[i];
            _ready[i] = null;
            if (job is { IsStale: false })
            {
                jobs.Add(job);
                continue;
            }
            if (job is not null)
                stale.Add(job);
            // Not decoded yet, done with, or not waited for: what lies behind it is another run's.
            if (jobs.Count > 0)
                return;
        }
    }

    /// <summary>The pixels of places next to each other, without a copy; the caller disposes of it.</summary>
    public OrtValue Tensor(int first, int count) => pixels.Rows<byte>(first, count);

    public void Dispose() => pixels.Dispose();
}
