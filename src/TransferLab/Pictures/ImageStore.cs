using System.Runtime.CompilerServices;

namespace TransferLab.Pictures;

/// <summary>The images of a run, decoded once and kept in memory up to a limit; what does not fit is decoded each time it is asked for. Thread-safe.</summary>
internal sealed class ImageStore : IDisposable
{
    // Decoded pictures take 2 GB at most, and no more than a quarter of what the process may use.
    private const long MostMemory = 2L << 30;

    private readonly IReadOnlyList<string> _paths;
    private readonly RgbImage?[] _images;
    private readonly StrongBox<ContentHash>?[] _hashes;
    private readonly long _limit;
    private long _used;
    private long _decodes;

    /// <param name="paths">File of each sample.</param>
    /// <param name="geometry">The model's input size and resize rule.</param>
    /// <param name="memoryLimit">Bytes of decoded pixels to keep.</param>
    public ImageStore(IReadOnlyList<string> paths, ImageGeometry geometry, long memoryLimit)
    {
        (_paths, Geometry, _limit) = (paths, geometry, memoryLimit);
        _images = new RgbImage?[paths.Count];
        _hashes = new StrongBox<ContentHash>?[paths.Count];
    }

    private ImageStore(ImageStore all, IReadOnlyList<int> kept) : this([.. kept.Select(i => all._paths[i])], all.Geometry, all._limit)
    {
        for (var i = 0; i < kept.Count; i++)
            (_images[i], _hashes[i]) = (all._images[kept[i]], all._hashes[kept[i]]);
        (_used, _decodes) = (all._used, all._decodes);
    }

    /// <summary>The model's input size and resize rule.</summary>
    public ImageGeometry Geometry { get; }

    /// <summary>Files decoded so far.</summary>
    public long Decodes => Interlocked.Read(ref _decodes);

    /// <summary>Decodes every picture of a data set, keeps what there is room for, and leaves out of the set what cannot be decoded, see
    /// <see cref="ReadabilityCheck"/>: no run dies of a broken file in its tenth epoch, and none decodes a picture a second time to find out.</summary>
    /// <exception cref="DatasetException">No file is readable, a class has none, or <paramref name="strict"/> and one is not.</exception>
    public static (ImageStore Images, ImageDataset Readable) Load(ImageDataset found, ImageGeometry geometry, bool strict, int threads,
        CancellationToken cancellation)
    {
        var all = new ImageStore([.. found.Samples.Select(s => s.Path)], geometry, Math.Min(MostMemory, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));
        try
        {
            var reasons = ReadabilityCheck.Reasons(found, i => ReadableImages.Reason(() => all.Decode(i)), threads, cancellation);
            var readable = ReadabilityCheck.Without(found, reasons, strict);
            return (new ImageStore(all, [.. Enumerable.Range(0, reasons.Length).Where(i => reasons[i] is null)]), readable);
        }
        catch
        {
            all.Dispose();
            throw;
        }
    }

    /// <summary>The sample as the evaluation sees it, uint8 [H,W,3].</summary>
    public void Fit(int sample, Span<byte> pixels)
    {
        using var picture = Open(sample);
        picture.Fit(pixels);
    }

    /// <summary>The sample as an epoch of training sees it, uint8 [H,W,3].</summary>
    public void Augment(int sample, AugmentationPipeline pipeline, SampleRandom random, Span<byte> pixels)
    {
        using var picture = Open(sample);
        pipeline.Apply(picture.Image, pixels, Geometry, random);
    }

    /// <summary>A fixed augmented view of the sample, uint8 [H,W,3].</summary>
    public void View(int sample, AugmentationPipeline pipeline, int view, Span<byte> pixels)
    {
        using var picture = Open(sample);
        picture.View(pipeline, view, pixels);
    }

    /// <summary>A picture for several uses: it is decoded at the first of them, where it has not been, and at no other.</summary>
    public Picture Open(int sample) => new(this, sample);

    public void Dispose()
    {
        foreach (var image in _images)
            image?.Dispose();
    }

    private void Decode(int sample)
    {
        using var picture = Open(sample);
        _ = picture.Image;
    }

    private RgbImage Decode(int sample, byte[] file, out bool isKept)
    {
        if (Volatile.Read(ref _hashes[sample]) is null)
            Volatile.Write(ref _hashes[sample], new(ContentHash.Of(file)));
        var image = ImageReader.Decode(file, Geometry);
        Interlocked.Increment(ref _decodes);
        long bytes = 3L * image.Width * image.Height;
        isKept = Interlocked.Add(ref _used, bytes) <= _limit;
        if (!isKept)
        {
            Interlocked.Add(ref _used, -bytes);
            return image;
        }
        if (Interlocked.CompareExchange(ref _images[sample], image, null) is not { } other)
            return image;
        // Two workers met at one image; the first one's copy stays.
        Interlocked.Add(ref _used, -bytes);
        image.Dispose();
        return other;
    }

    /// <summary>A picture of a store; what the store has no room for goes with it.</summary>
    public sealed class Picture(ImageStore store, int sample) : IDisposable
    {
        private byte[]? _file;
        private RgbImage? _own;

        /// <summary>Hash of its file.</summary>
        public ContentHash Hash
        {
            get
            {
                if (Volatile.Read(ref store._hashes[sample]) is { } known)
                    return known.Value;
                var hash = ContentHash.Of(_file ??= File.ReadAllBytes(store._paths[sample]));
                Volatile.Write(ref store._hashes[sample], new(hash));
                return hash;
            }
        }

        /// <summary>Its pixels.</summary>
        public RgbImage Image
        {
            get
            {
                if ((_own ?? Volatile.Read(ref store._images[sample])) is { } known)
                    return known;
                var image = store.Decode(sample, _file ?? File.ReadAllBytes(store._paths[sample]), out var isKept);
                _file = null;
                _own = isKept ? null : image;
                return image;
            }
        }

        /// <summary>As the evaluation sees it, uint8 [H,W,3].</summary>
        public void Fit(Span<byte> pixels) => ImageResizer.Fit(Image, store.Geometry, pixels);

        /// <summary>A fixed augmented view, uint8 [H,W,3].</summary>
        public void View(AugmentationPipeline pipeline, int view, Span<byte> pixels) =>
            pipeline.Apply(Image, pixels, store.Geometry, AugmentedView.Random(Hash, view));

        public void Dispose() => _own?.Dispose();
    }
}
