namespace TransferLab.Imaging.Augmentation;

/// <summary>A transform of pixels whose one parameter is a factor uniform between two; 1 changes nothing.</summary>
internal abstract record RandomFactorTransform : RandomPixelTransform
{
    /// <summary>Smallest factor, 0 or more. Default 0.7.</summary>
    public double MinFactor { get; init; } = 0.7;
    /// <summary>Largest factor; the bound is the transform's own. Default 1.3.</summary>
    public double MaxFactor { get; init; } = 1.3;
    private protected abstract double LargestFactor { get; }

    protected override void CheckOwn() => Ranges.Check(this, "factor", MinFactor, MaxFactor, 0, LargestFactor);

    protected sealed override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) =>
        Change(pixels, width, height, random.Uniform(MinFactor, MaxFactor));

    private protected abstract void Change(Span<byte> pixels, int width, int height, double factor);

    public override RandomFactorTransform Read(TransformSettings settings) => settings.Range("factor", MinFactor, MaxFactor,
        (min, max) => this with { Probability = settings.Probability(), MinFactor = min, MaxFactor = max });
}

/// <summary>Multiplies all samples by a factor (0 to 10) uniform between two.</summary>
internal sealed record RandomBrightness : RandomFactorTransform
{
    private protected override double LargestFactor => 10;

    private protected override void Change(Span<byte> pixels, int width, int height, double factor) => Set(pixels, factor);

    /// <summary>factor · v.</summary>
    internal static void Set(Span<byte> pixels, double factor) => ByteTable.ApplyLinear(pixels, factor, around: 0);
}

/// <summary>Moves all samples away from the picture's mean brightness or towards it, by a factor (0 to 10) uniform between two.</summary>
internal sealed record RandomContrast : RandomFactorTransform
{
    private protected override double LargestFactor => 10;

    private protected override void Change(Span<byte> pixels, int width, int height, double factor) => Set(pixels, factor);

    /// <summary>m + factor · (v − m), m the picture's mean luma.</summary>
    internal static void Set(Span<byte> pixels, double factor) => ByteTable.ApplyLinear(pixels, factor, PictureStatistics.MeanLuma(pixels));
}

/// <summary>Moves colours away from grey of the same luma or towards it, by a factor (0 to 5) uniform between two.</summary>
internal sealed record RandomSaturation : RandomFactorTransform
{
    private protected override double LargestFactor => 5;

    private protected override void Change(Span<byte> pixels, int width, int height, double factor) => Set(pixels, factor);

    /// <summary>y + factor · (v − y), y = 0.299 R + 0.587 G + 0.114 B of the pixel.</summary>
    internal static void Set(Span<byte> pixels, double factor) => ColorMatrix.Saturation(factor).Apply(pixels);
}

/// <summary>Sharpens or smooths: samples move away from those of the smoothed picture or towards them, by a factor (0 to 10) uniform between two.</summary>
internal sealed record RandomSharpness : RandomFactorTransform
{
    /// <summary>Between 0.5 and 2 unless told otherwise.</summary>
    public RandomSharpness() => (MinFactor, MaxFactor) = (0.5, 2);

    private protected override double LargestFactor => SharpnessFilter.LargestFactor;

    private protected override void Change(Span<byte> pixels, int width, int height, double factor) => SharpnessFilter.Apply(pixels, width, height, factor);
}
