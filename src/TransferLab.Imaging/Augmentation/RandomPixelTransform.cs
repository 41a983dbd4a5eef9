namespace TransferLab.Imaging.Augmentation;

/// <summary>A transform of pixels that happens with a probability. Its first draw decides whether; the parameters are drawn only then.</summary>
public abstract record RandomPixelTransform : PixelTransform
{
    /// <summary>Probability, 0 to 1. Default 0.5.</summary>
    public double Probability { get; init; } = 0.5;

    /// <inheritdoc/>
    public override void Validate() => Ranges.CheckProbability(this, Probability);

    /// <inheritdoc/>
    public sealed override void Apply(Span<byte> pixels, int width, int height, ref SampleRandom random)
    {
        if (random.Chance(Probability))
            Change(pixels, width, height, ref random);
    }

    /// <summary>Draws the parameters and changes the pixels in place.</summary>
    /// <param name="pixels">Samples [height,width,3], 8-bit sRGB.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="random">The transform's own sequence.</param>
    protected abstract void Change(Span<byte> pixels, int width, int height, ref SampleRandom random);
}
