using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Moves all samples away from the picture's mean brightness or towards it, by a factor (0 to 10) uniform between two.</summary>
public sealed record RandomContrast : RandomFactorTransform
{
    private protected override double LargestFactor => 10;

    private protected override void Change(Span<byte> pixels, int width, int height, double factor) => Set(pixels, factor);

    /// <summary>m + factor · (v − m), m the picture's mean luma.</summary>
    internal static void Set(Span<byte> pixels, double factor)
    {
        Span<byte> table = stackalloc byte[ByteTable.Size];
        ByteTable.Linear(table, factor, PictureStatistics.MeanLuma(pixels));
        ByteTable.Apply(pixels, table);
    }

    internal static RandomContrast Read(TransformSettings settings) => Read<RandomContrast>(settings);
}
