using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Multiplies all samples by a factor (0 to 10) uniform between two.</summary>
public sealed record RandomBrightness : RandomFactorTransform
{
    private protected override double LargestFactor => 10;

    private protected override void Change(Span<byte> pixels, int width, int height, double factor) => Set(pixels, factor);

    /// <summary>factor · v.</summary>
    internal static void Set(Span<byte> pixels, double factor)
    {
        Span<byte> table = stackalloc byte[ByteTable.Size];
        ByteTable.Linear(table, factor, around: 0);
        ByteTable.Apply(pixels, table);
    }

    internal static RandomBrightness Read(TransformSettings settings) => Read<RandomBrightness>(settings);
}
