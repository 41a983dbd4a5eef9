namespace TransferLab.Backbones.Catalog;

/// <summary>Bytes per second over the last seconds, so that a download that was resumed, or slows down, shows what it does now.</summary>
internal sealed class DownloadRate(TimeProvider clock)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);
    // Closer samples are merged: a fast connection reads thousands of blocks a second.
    private static readonly TimeSpan s_spacing = TimeSpan.FromMilliseconds(100);
    private readonly Queue<(long Time, long Bytes)> _samples = new();
    private long _last;

    /// <summary>Forgets the past, e.g. after a pause.</summary>
    public void Restart(long bytes)
    {
        _samples.Clear();
        _last = clock.GetTimestamp();
        _samples.Enqueue((_last, bytes));
    }

    /// <summary>Takes note of how many bytes there are now; the rate.</summary>
    public double Update(long bytes)
    {
        var now = clock.GetTimestamp();
        while (_samples.Count > 1 && clock.GetElapsedTime(_samples.Peek().Time, now) > s_window)
            _samples.Dequeue();
        var (time, start) = _samples.Peek();
        var seconds = clock.GetElapsedTime(time, now).TotalSeconds;
        if (clock.GetElapsedTime(_last, now) >= s_spacing)
        {
            _samples.Enqueue((now, bytes));
            _last = now;
        }
        return seconds > 0 ? (bytes - start) / seconds : 0;
    }
}
