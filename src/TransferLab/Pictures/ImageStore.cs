using System.Runtime.CompilerServices;
using TransferLab.Files;
using TransferLab.Imaging;
using TransferLab.Imaging.Augmentation;

namespace TransferLab.Pictures;

/// <summary>
/// The images of a run, decoded once and kept in memory up to a limit; what does not fit is decoded each time it is asked for. Thread-safe.
/// </summary>
internal sealed class ImageStore : IDisposable
{
    private readonly IReadOnlyList<string> _paths;
    private readonly ImageGeometry _geometry;
    private readonly RgbImage?[] _images;
    private readonly StrongBox<ContentHash>?[] _hashes;
    private readonly long _limit;
    private long _used;

    /// <param name="paths">File of each sample.</param>
    /// <param name="geometry">The model's input size and resize rule.</param>
    /// <param name="memoryLimit">Bytes of decoded pixels to keep.</param>
    public ImageStore(IReadOnlyList<string> paths, ImageGeometry geometry, long memoryLimit)
    {
        _paths = paths;
        _geometry = geometry;
        _images = new RgbImage?[paths.Count];
        _hashes = new StrongBox<ContentHash>?[paths.Count];
        _limit = memoryLimit;
    }

    public ImageGeometry Geometry => _geometry;

    /// <summary>The sample as the evaluation sees it, uint8 [H,W,3].</summary>
    public void Fit(int sample, Span<byte> pixels)
    {
        using var picture = Take(sample);
        ImageResizer.Fit(picture.Image, _geometry, pixels);
    }

    /// <summary>The sample as an epoch of training sees it, uint8 [H,W,3].</summary>
    public void Augment(int sample, AugmentationPipeline pipeline, SampleRandom random, Span<byte> pixels)
    {
        using var picture = Take(sample);
        pipeline.Apply(picture.Image, pixels, _geometry, random);
    }

    /// <summary>A fixed augmented view of the sample, uint8 [H,W,3].</summary>
    public void View(int sample, AugmentationPipeline pipeline, int view, Span<byte> pixels)
    {
        using var picture = Take(sample);
        pipeline.Apply(picture.Image, pixels, _geometry, AugmentedView.Random(Volatile.Read(ref _hashes[sample])!.Value, view));
    }

    public void Dispose()
    {
        foreach (var image in _images)
            image?.Dispose();
    }

    private Loan Take(int sample)
    {
        if (Volatile.Read(ref _images[sample]) is { } known)
            return new(known, isKept: true);
        var file = File.ReadAllBytes(_paths[sample]);
        if (Volatile.Read(ref _hashes[sample]) is null)
            Volatile.Write(ref _hashes[sample], new(ContentHash.Of(file)));
        var image = ImageReader.Decode(file, _geometry);
        long bytes = 3L * image.Width * image.Height;
        if (Interlocked.Add(ref _used, bytes) > _limit)
        {
            Interlocked.Add(ref _used, -bytes);
            return new(image, isKept: false);
        }
        if (Interlocked.CompareExchange(ref _images[sample], image, null) is { } other)
        {
            // Two workers met at one image; the first one's copy stays.
            Interlocked.Add(ref _used, -bytes);
            image.Dispose();
            return new(other, isKept: true);
        }
        return new(image, isKept: true);
    }

    /// <summary>A decoded picture; one that the store has no room for goes with its loan.</summary>
    private readonly ref struct Loan(RgbImage image, bool isKept)
    {
        public RgbImage Image => image;

        public void Dispose()
        {
            if (!isKept)
                image.Dispose();
        }
    }
}
