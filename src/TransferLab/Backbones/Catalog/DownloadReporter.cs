namespace TransferLab.Backbones.Catalog;

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
