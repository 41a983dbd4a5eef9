using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Keeps only the highest bits of every sample, a number of them uniform between two; the others become 0.</summary>
internal sealed record RandomPosterize : RandomPixelTransform
{
    /// <summary>Fewest bits, 1 to 8. Default 4.</summary>
    public int MinBits { get; init; } = 4;

    /// <summary>Most bits; 8 changes nothing. Default 7.</summary>
    public int MaxBits { get; init; } = 7;

    public override void Validate()
    {
        base.Validate();
        Ranges.Check(this, "bits", MinBits, MaxBits, 1, 8);
    }

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
