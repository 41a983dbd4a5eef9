namespace TransferLab.Imaging.Augmentation;

/// <summary>A transform that changes pixels in place, after the resampling, at the model's input size.</summary>
public abstract record PixelTransform : ImageTransform
{
    /// <summary>Draws, and changes the pixels.</summary>
    /// <param name="pixels">Samples [height,width,3], 8-bit sRGB.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="random">The transform's own sequence.</param>
    public abstract void Apply(Span<byte> pixels, int width, int height, ref SampleRandom random);
}
