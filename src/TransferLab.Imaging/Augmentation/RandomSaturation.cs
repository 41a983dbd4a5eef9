using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Moves colours away from grey of the same luma or towards it, by a factor uniform between two.</summary>
public sealed record RandomSaturation : RandomPixelTransform
{
    /// <summary>Smallest factor, 0 to 5; 1 changes nothing. Default 0.7.</summary>
    public double MinFactor { get; init; } = 0.7;

    /// <summary>Largest factor. Default 1.3.</summary>
    public double MaxFactor { get; init; } = 1.3;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Ranges.Check(this, "factor", MinFactor, MaxFactor, 0, 5);
    }

    /// <inheritdoc/>
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => Set(pixels, random.Uniform(MinFactor, MaxFactor));

    /// <summary>y + factor · (v − y), y = 0.299 R + 0.587 G + 0.114 B of the pixel.</summary>
    internal static void Set(Span<byte> pixels, double factor) => ColorMatrix.Saturation(factor).Apply(pixels);

    internal static RandomSaturation Read(TransformSettings settings)
    {
        var standard = new RandomSaturation();
        var (min, max) = settings.Range("factor", standard.MinFactor, standard.MaxFactor);
        return new() { Probability = settings.Probability(), MinFactor = min, MaxFactor = max };
    }
}
