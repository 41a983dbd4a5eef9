namespace TransferLab.Imaging.Augmentation;

/// <summary>Adds normally distributed noise to every sample on its own, of a strength uniform between two.</summary>
internal sealed record RandomGaussianNoise : RandomPixelTransform
{
    private const int PerDraw = 5;
    private const int IndexBits = 12;

    /// <summary>Smallest standard deviation, as a part of the range from black to white, 0 to 1. Default 0.</summary>
    public double MinSigma { get; init; }

    /// <summary>Largest standard deviation. Default 0.05.</summary>
    public double MaxSigma { get; init; } = 0.05;

    protected override void CheckOwn() => Ranges.Check(this, "sigma", MinSigma, MaxSigma, 0, 1);

    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random)
    {
        Span<short> noise = stackalloc short[NormalTable.Size];
        NormalTable.Fill(noise, 255 * random.Uniform(MinSigma, MaxSigma));
        ref var table = ref MemoryMarshal.GetReference(noise);
        for (var i = 0; i < pixels.Length; i += PerDraw)
        {
            var bits = random.NextUInt64();
            foreach (ref var sample in pixels.Slice(i, Math.Min(PerDraw, pixels.Length - i)))
            {
                sample = (byte)Math.Clamp(sample + Unsafe.Add(ref table, (nint)(bits & ((1 << IndexBits) - 1))), 0, 255);
                bits >>= IndexBits;
            }
        }
    }

    public override RandomGaussianNoise Read(TransformSettings settings) => settings.Range("sigma", MinSigma, MaxSigma,
        (min, max) => this with { Probability = settings.Probability(), MinSigma = min, MaxSigma = max });
}
