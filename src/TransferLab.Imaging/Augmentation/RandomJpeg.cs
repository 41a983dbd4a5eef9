using TransferLab.Imaging.Vips;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Gives the picture the artefacts of JPEG: encoded and decoded in memory at the model's input size, with a
/// quality uniform between two (4:2:0 below 90).</summary>
internal sealed record RandomJpeg : RandomPixelTransform
{
    /// <summary>Lowest quality, 1 to 100. Default 30.</summary>
    public int MinQuality { get; init; } = 30;

    /// <summary>Highest quality. Default 95.</summary>
    public int MaxQuality { get; init; } = 95;

    protected override void CheckOwn() => Ranges.Check(this, "quality", MinQuality, MaxQuality, 1, 100);

    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random)
    {
        var quality = MinQuality + random.NextInt32(MaxQuality - MinQuality + 1);
        using var decoded = ImageDecoder.Decode(VipsEncoder.Encode(pixels, width, height, image => image.JpegsaveBuffer(q: quality)));
        decoded.Pixels.CopyTo(pixels);
    }

    public override RandomJpeg Read(TransformSettings settings) => settings.WholeRange("quality", MinQuality, MaxQuality,
        (min, max) => this with { Probability = settings.Probability(), MinQuality = min, MaxQuality = max });
}
