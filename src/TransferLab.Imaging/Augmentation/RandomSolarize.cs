using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Inverts every sample that is not below a threshold, which is uniform between two whole numbers.</summary>
internal sealed record RandomSolarize : RandomPixelTransform
{
    /// <summary>Lowest threshold, 0 (inverts all) to 256 (none). Default 128.</summary>
    public int MinThreshold { get; init; } = 128;

    /// <summary>Highest threshold. Default 255.</summary>
    public int MaxThreshold { get; init; } = 255;

    public override void Validate()
    {
        base.Validate();
        Ranges.Check(this, "threshold", MinThreshold, MaxThreshold, 0, 256);
    }

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
