using TransferLab.Files;

namespace TransferLab.MLNet.Networks;

/// <summary>The results of the images seen last. Whoever comes first computes, who needs it meanwhile waits: so cursors
/// that read ahead and those that deliver never do an image twice. Thread-safe.</summary>
/// <param name="capacity">Floats kept before the oldest results go.</param>
internal sealed class ResultMemory(long capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ImageKey, Lazy<float[]>> _results = [];
    private readonly Queue<(ImageKey Key, int Length)> _order = new();
    private readonly HashSet<Lazy<float[]>> _counted = [];
    private long _floats;

    /// <summary>Images kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _results.Count;
        }
    }

    /// <summary>The result of an image. Shared: do not change it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="compute">Computes it; what it throws is thrown, and not kept.</param>
    public float[] Get(ImageKey image, Func<float[]> compute)
    {
        Lazy<float[]>? result;
        lock (_gate)
            if (!_results.TryGetValue(image, out result))
                _results.Add(image, result = new(compute));
        return result.IsValueCreated ? result.Value : Finish(image, result);
    }

    /// <summary>Computes the result of an image that somebody will ask for, unless it is there or somebody is at it.</summary>
    public void Prepare(ImageKey image, Func<float[]> compute)
    {
        var result = new Lazy<float[]>(compute);
        lock (_gate)
            if (!_results.TryAdd(image, result))
                return;
        Finish(image, result);
    }

    private float[] Finish(ImageKey image, Lazy<float[]> result)
    {
        try
        {
            var values = result.Value;
            Keep(image, result, values.Length);
            return values;
        }
        catch
        {
            lock (_gate)
                if (_results.TryGetValue(image, out var failed) && failed == result)
                    _results.Remove(image);
            throw;
        }
    }

    // Everyone who waited comes by here; the first one counts it.
    private void Keep(ImageKey image, Lazy<float[]> result, int length)
    {
        lock (_gate)
        {
            if (!_counted.Add(result))
                return;
            _order.Enqueue((image, length));
            _floats += length;
            while (_floats > capacity && _order.Count > 1)
            {
                var (oldest, floats) = _order.Dequeue();
                _floats -= floats;
                if (_results.Remove(oldest, out var gone))
                    _counted.Remove(gone);
            }
        }
    }
}

/// <summary>What tells one image from another: a file by path, time and size, bytes by their hash.</summary>
internal readonly record struct ImageKey(string? Path, long Modified, long Length, ContentHash Hash)
{
    /// <summary>The key of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static ImageKey OfFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(path, file.LastWriteTimeUtc.Ticks, file.Length, default)
            : throw new FileNotFoundException($"The image '{path}' does not exist: correct the path, or name the folder that paths are "
                + "relative to (imageFolder).", path);
    }

    /// <summary>The key of an encoded image.</summary>
    public static ImageKey OfBytes(ReadOnlySpan<byte> encoded) => new(null, 0, encoded.Length, ContentHash.Of(encoded));
}
