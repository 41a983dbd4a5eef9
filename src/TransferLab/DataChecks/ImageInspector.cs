namespace TransferLab.DataChecks;

/// <summary>Reads every file of a set once, several at a time, and keeps a few hundred bytes of each.</summary>
internal static class ImageInspector
{
    // JPEG is decoded at a fraction of its size as long as this many pixels are left for the small copy.
    private const int Enough = 2 * PerceptualHash.Side;

    private static readonly DecodeOptions s_options = new() { ShrinkToAtLeast = Enough };

    public static ImageFacts[] Inspect(ImageDataset data, int threads, Action<int, int>? progress, CancellationToken cancellation)
    {
        var facts = new ImageFacts[data.Samples.Length];
        var done = 0;
        Parallel.For(0, facts.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation }, i =>
        {
            ImageFacts? found = null;
            var reason = ReadabilityCheck.Reason(data.Samples[i].Path, path =>
            {
                found = Look(path);
                return found.Reason;
            });
            facts[i] = reason is null ? found! : new ImageFacts { Reason = reason };
            progress?.Invoke(Interlocked.Increment(ref done), facts.Length);
        });
        return facts;
    }

    private static ImageFacts Look(string path)
    {
        try
        {
            // What is too long is refused before it is read.
            if (new FileInfo(path).Length > s_options.MaxBytes)
                ImageDecoder.ReadInfo(path);
            var bytes = File.ReadAllBytes(path);
            var info = ImageDecoder.ReadInfo(bytes);
            using var image = ImageDecoder.Decode(bytes, s_options);
            const int side = PerceptualHash.Side;
            Span<byte> small = stackalloc byte[side * side * 3];
            ImageResizer.Resize(image, ImageRegion.Whole(image), small, side, side);
            return new ImageFacts { Content = ContentHash.Of(bytes), Info = info, Hash = PerceptualHash.Of(small), Miniature = new Miniature(small) };
        }
        catch (ImageDecodeException e)
        {
            // What was found by way of the path names it, what was found in the bytes does not: here the file is known by its relative path.
            return new ImageFacts { Reason = (e.InnerException as ImageDecodeException ?? e).Message };
        }
    }
}

/// <summary>What a look into a file has told.</summary>
internal sealed record ImageFacts
{
    /// <summary>Why it cannot be used; null where it can, and then everything else is there.</summary>
    public string? Reason { get; init; }
    public ContentHash Content { get; init; }
    public ImageInfo? Info { get; init; }
    public ulong Hash { get; init; }
    public Miniature? Miniature { get; init; }
}
