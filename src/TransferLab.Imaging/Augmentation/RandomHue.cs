using TransferLab.Imaging.Augmentation.Files;
using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Turns colours about the grey axis by an angle uniform between two, luma staying: a rotation in the chroma plane of YUV.</summary>
public sealed record RandomHue : RandomPixelTransform
{
    /// <summary>Smallest angle in degrees, -180 to 180. Default -15.</summary>
    public double MinDegrees { get; init; } = -15;

    /// <summary>Largest angle in degrees. Default 15.</summary>
    public double MaxDegrees { get; init; } = 15;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Ranges.Check(this, "degrees", MinDegrees, MaxDegrees, -180, 180);
    }

    /// <inheritdoc/>
    protected override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => ColorMatrix.Hue(random.Uniform(MinDegrees, MaxDegrees)).Apply(pixels);

    internal static RandomHue Read(TransformSettings settings)
    {
        var standard = new RandomHue();
        var (min, max) = settings.Range("degrees", standard.MinDegrees, standard.MaxDegrees);
        return new() { Probability = settings.Probability(), MinDegrees = min, MaxDegrees = max };
    }
}
