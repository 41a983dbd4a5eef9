using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Sharpens or smooths: samples move away from those of the smoothed picture or towards them, by a factor uniform between two.</summary>
public sealed record RandomSharpness : RandomPixelTransform
{
    /// <summary>Smallest factor, 0 to 10; 1 changes nothing. Default 0.5.</summary>
    public double MinFactor { get; init; } = 0.5;

    /// <summary>Largest factor. Default 2.</summary>
    public double MaxFactor { get; init; } = 2;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Ranges.Check(this, "factor", MinFactor, MaxFactor, 0, SharpnessFilter.LargestFactor);
    }

    /// <inheritdoc/>
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => SharpnessFilter.Apply(pixels, width, height, random.Uniform(MinFactor, MaxFactor));

    internal static RandomSharpness Read(TransformSettings settings)
    {
        var standard = new RandomSharpness();
        var (min, max) = settings.Range("factor", standard.MinFactor, standard.MaxFactor);
        return new() { Probability = settings.Probability(), MinFactor = min, MaxFactor = max };
    }
}
