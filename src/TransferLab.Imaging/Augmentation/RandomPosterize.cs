namespace TransferLab.Imaging.Augmentation;

/// <summary>Keeps only the highest bits of every sample, a number of them uniform between two; the others become 0.</summary>
internal sealed record RandomPosterize : RandomPixelTransform
{
    /// <summary>Fewest bits, 1 to 8. Default 4.</summary>
    public int MinBits { get; init; } = 4;

    /// <summary>Most bits; 8 changes nothing. Default 7.</summary>
    public int MaxBits { get; init; } = 7;

    protected override void CheckOwn() => Ranges.Check(this, "bits", MinBits, MaxBits, 1, 8);

    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) =>
        Set(pixels, MinBits + random.NextInt32(MaxBits - MinBits + 1));

    /// <summary>Keeps a number of bits, 0 to 8.</summary>
    internal static void Set(Span<byte> pixels, int bits)
    {
        Span<byte> table = stackalloc byte[ByteTable.Size];
        var mask = ~(0xFF >> bits);
        for (var v = 0; v < ByteTable.Size; v++)
            table[v] = (byte)(v & mask);
        ByteTable.Apply(pixels, table);
    }

    public override RandomPosterize Read(TransformSettings settings) => settings.WholeRange("bits", MinBits, MaxBits,
        (min, max) => this with { Probability = settings.Probability(), MinBits = min, MaxBits = max });
}

/// <summary>Inverts every sample that is not below a threshold, which is uniform between two whole numbers.</summary>
internal sealed record RandomSolarize : RandomPixelTransform
{
    /// <summary>Lowest threshold, 0 (inverts all) to 256 (none). Default 128.</summary>
    public int MinThreshold { get; init; } = 128;

    /// <summary>Highest threshold. Default 255.</summary>
    public int MaxThreshold { get; init; } = 255;

    protected override void CheckOwn() => Ranges.Check(this, "threshold", MinThreshold, MaxThreshold, 0, 256);

    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) =>
        Set(pixels, MinThreshold + random.NextInt32(MaxThreshold - MinThreshold + 1));

    /// <summary>255 − v where v >= threshold.</summary>
    internal static void Set(Span<byte> pixels, int threshold)
    {
        Span<byte> table = stackalloc byte[ByteTable.Size];
        for (var v = 0; v < ByteTable.Size; v++)
            table[v] = (byte)(v >= threshold ? 255 - v : v);
        ByteTable.Apply(pixels, table);
    }

    public override RandomSolarize Read(TransformSettings settings) => settings.WholeRange("threshold", MinThreshold, MaxThreshold,
        (min, max) => this with { Probability = settings.Probability(), MinThreshold = min, MaxThreshold = max });
}
