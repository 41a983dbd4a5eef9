namespace TransferLab.Imaging.Augmentation;

/// <summary>Turns colours about the grey axis by an angle uniform between two, luma staying: a rotation in the chroma plane of YUV.</summary>
internal sealed record RandomHue : RandomPixelTransform
{
    /// <summary>Smallest angle in degrees, -180 to 180. Default -15.</summary>
    public double MinDegrees { get; init; } = -15;

    /// <summary>Largest angle in degrees. Default 15.</summary>
    public double MaxDegrees { get; init; } = 15;

    protected override void CheckOwn() => Ranges.Check(this, "degrees", MinDegrees, MaxDegrees, -180, 180);

    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) =>
        ColorMatrix.Hue(random.Uniform(MinDegrees, MaxDegrees)).Apply(pixels);

    public override RandomHue Read(TransformSettings settings) => settings.Range("degrees", MinDegrees, MaxDegrees,
        (min, max) => this with { Probability = settings.Probability(), MinDegrees = min, MaxDegrees = max });
}

/// <summary>Takes the colours away: every channel becomes the luma 0.299 R + 0.587 G + 0.114 B.</summary>
internal sealed record RandomGrayscale : RandomPixelTransform
{
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => ColorMatrix.Saturation(0).Apply(pixels);
}
