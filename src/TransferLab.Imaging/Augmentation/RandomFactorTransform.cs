using TransferLab.Imaging.Augmentation.Files;

namespace TransferLab.Imaging.Augmentation;

/// <summary>A transform of pixels whose one parameter is a factor uniform between two; 1 changes nothing.</summary>
public abstract record RandomFactorTransform : RandomPixelTransform
{
    /// <summary>Smallest factor, 0 or more. Default 0.7.</summary>
    public double MinFactor { get; init; } = 0.7;

    /// <summary>Largest factor; the bound is the transform's own. Default 1.3.</summary>
    public double MaxFactor { get; init; } = 1.3;

    private protected abstract double LargestFactor { get; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Ranges.Check(this, "factor", MinFactor, MaxFactor, 0, LargestFactor);
    }

    /// <inheritdoc/>
    protected sealed override void Change(Span<byte> pixels, int width, int height, ref SampleRandom random) => Change(pixels, width, height, random.Uniform(MinFactor, MaxFactor));

    private protected abstract void Change(Span<byte> pixels, int width, int height, double factor);

    private protected static T Read<T>(TransformSettings settings) where T : RandomFactorTransform, new()
    {
        var standard = new T();
        var (min, max) = settings.Range("factor", standard.MinFactor, standard.MaxFactor);
        return new() { Probability = settings.Probability(), MinFactor = min, MaxFactor = max };
    }
}
