using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Sharpens or smooths: samples move away from those of the smoothed picture or towards them, by a factor (0 to 10) uniform between two.</summary>
public sealed record RandomSharpness : RandomFactorTransform
{
    /// <summary>Between 0.5 and 2 unless told otherwise.</summary>
    public RandomSharpness() => (MinFactor, MaxFactor) = (0.5, 2);

    private protected override double LargestFactor => SharpnessFilter.LargestFactor;

    private protected override void Change(Span<byte> pixels, int width, int height, double factor) => SharpnessFilter.Apply(pixels, width, height, factor);

    internal static RandomSharpness Read(TransformSettings settings) => Read<RandomSharpness>(settings);
}
