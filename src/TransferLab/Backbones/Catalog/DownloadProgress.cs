namespace TransferLab.Backbones.Catalog;

/// <summary>How far a download is.</summary>
/// <param name="Name">The backbone.</param>
/// <param name="Bytes">Bytes that are here, those of earlier attempts included.</param>
/// <param name="Total">Bytes of the whole file.</param>
/// <param name="BytesPerSecond">Rate over the last seconds; 0 while nothing comes.</param>
/// <param name="Left">Time left at that rate; null while nothing comes.</param>
/// <param name="Note">Something that a person should read, e.g. that the connection broke; null for mere progress.</param>
public sealed record DownloadProgress(string Name, long Bytes, long Total, double BytesPerSecond, TimeSpan? Left, string? Note);

/// <summary>Turns the course of a download into <see cref="DownloadProgress"/>.</summary>
internal sealed class DownloadReporter(CatalogEntry entry, Action<DownloadProgress>? report)
{
    private readonly DownloadRate _rate = new(TimeProvider.System);
    private long _bytes;

    /// <summary>An attempt begins with what is here.</summary>
    public void Begin(long bytes)
    {
        _bytes = bytes;
        _rate.Restart(bytes);
        report?.Invoke(new(entry.Name, bytes, entry.Bytes, 0, null, null));
    }

    /// <summary>Bytes came.</summary>
    public void Received(long bytes)
    {
        // A server that does not go on where the part ends begins anew.
        if (bytes < _bytes)
            _rate.Restart(0);
        _bytes = bytes;
        var rate = _rate.Update(bytes);
        report?.Invoke(new(entry.Name, bytes, entry.Bytes, rate, rate > 0 ? TimeSpan.FromSeconds((entry.Bytes - bytes) / rate) : null, null));
    }

    /// <summary>Something happened that a person should know.</summary>
    public void Note(string text) => report?.Invoke(new(entry.Name, _bytes, entry.Bytes, 0, null, text));
}

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
