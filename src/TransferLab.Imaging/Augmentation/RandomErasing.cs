namespace TransferLab.Imaging.Augmentation;

/// <summary>Covers a rectangle of the picture (Zhong et al.: "Random erasing data augmentation", 2017): area uniform between two parts of the
/// whole, aspect ratio (height / width) uniform in its logarithm, at a random place. After ten draws that do not fit nothing is covered.</summary>
internal sealed record RandomErasing : RandomPixelTransform
{
    private const int Attempts = 10;

    /// <summary>Smallest part of the area, above 0. Default 0.02.</summary>
    public double MinArea { get; init; } = 0.02;
    /// <summary>Largest part of the area, at most 1. Default 0.33.</summary>
    public double MaxArea { get; init; } = 0.33;
    /// <summary>Smallest height / width, 0.01 or more. Default 0.3.</summary>
    public double MinRatio { get; init; } = 0.3;
    /// <summary>Largest height / width, at most 100. Default 1 / 0.3.</summary>
    public double MaxRatio { get; init; } = 1 / 0.3;
    /// <summary>What is put in its place. Default <see cref="ErasingFill.Noise"/>.</summary>
    public ErasingFill Fill { get; init; }

    protected override void CheckOwn()
    {
        Ranges.Check(this, "area", MinArea, MaxArea, 1e-6, 1);
        Ranges.Check(this, "ratio", MinRatio, MaxRatio, 0.01, 100);
        Ranges.Check(this, "fill", Fill);
    }

    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = (double)width * height * random.Uniform(MinArea, MaxArea);
            var ratio = Math.Exp(random.Uniform(Math.Log(MinRatio), Math.Log(MaxRatio)));
            var h = (int)Math.Round(Math.Sqrt(area * ratio));
            var w = (int)Math.Round(Math.Sqrt(area / ratio));
            if (w < 1 || h < 1 || w > width || h > height)
                continue;
            var y = random.NextInt32(height - h + 1);
            var x = random.NextInt32(width - w + 1);
            for (var row = y; row < y + h; row++)
                Cover(pixels.Slice((row * width + x) * 3, w * 3), ref random);
            return;
        }
    }

    public override RandomErasing Read(TransformSettings settings) => settings.Range("area", MinArea, MaxArea, (minArea, maxArea) =>
        settings.Range("ratio", MinRatio, MaxRatio, (minRatio, maxRatio) => this with
        {
            Probability = settings.Probability(),
            MinArea = minArea,
            MaxArea = maxArea,
            MinRatio = minRatio,
            MaxRatio = maxRatio,
            Fill = settings.Choice("fill", Fill),
        }));

    private void Cover(Span<byte> samples, ref SampleRandom random)
    {
        if (Fill == ErasingFill.Grey)
        {
            samples.Fill(128);
            return;
        }
        for (; samples.Length >= sizeof(ulong); samples = samples[sizeof(ulong)..])
            BinaryPrimitives.WriteUInt64LittleEndian(samples, random.NextUInt64());
        var bits = random.NextUInt64();
        foreach (ref var sample in samples)
        {
            sample = (byte)bits;
            bits >>= 8;
        }
    }
}

/// <summary>What <see cref="RandomErasing"/> puts in place of the picture. In policy files by its lower-case name.</summary>
internal enum ErasingFill
{
    /// <summary>Every sample random, as the paper recommends.</summary>
    Noise,

    /// <summary>Mid-grey, 128 in all channels.</summary>
    Grey,
}
