using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Moves colours away from grey of the same luma or towards it, by a factor (0 to 5) uniform between two.</summary>
public sealed record RandomSaturation : RandomFactorTransform
{
    private protected override double LargestFactor => 5;

    private protected override void Change(Span<byte> pixels, int width, int height, double factor) => Set(pixels, factor);

    /// <summary>y + factor · (v − y), y = 0.299 R + 0.587 G + 0.114 B of the pixel.</summary>
    internal static void Set(Span<byte> pixels, double factor) => ColorMatrix.Saturation(factor).Apply(pixels);

    internal static RandomSaturation Read(TransformSettings settings) => Read<RandomSaturation>(settings);
}
