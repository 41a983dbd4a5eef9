using TransferLab.Imaging.Augmentation.Kernels;

namespace TransferLab.Imaging.Augmentation.Policies;

/// <summary>An operation as drawn, with its amount in its own unit: degrees, parts, a factor, bits, a threshold.</summary>
internal readonly record struct PolicyStep(PolicyOperation Operation, double Amount)
{
    /// <summary>Whether it changes the view rather than pixels.</summary>
    public bool IsGeometric => Operation is >= PolicyOperation.ShearX and <= PolicyOperation.Rotate;

    /// <summary>The view after it; the same where it works on pixels.</summary>
    public SampleView Of(in SampleView view) => Operation switch
    {
        PolicyOperation.ShearX => RandomShear.Slant(view, Amount, 0),
        PolicyOperation.ShearY => RandomShear.Slant(view, 0, Amount),
        PolicyOperation.TranslateX => RandomTranslation.Move(view, Amount, 0),
        PolicyOperation.TranslateY => RandomTranslation.Move(view, 0, Amount),
        PolicyOperation.Rotate => RandomRotation.Turn(view, Amount),
        _ => view,
    };

    /// <summary>Changes the pixels; nothing where it is geometric.</summary>
    public void Apply(Span<byte> pixels, int width, int height)
    {
        switch (Operation)
        {
            case PolicyOperation.Brightness:
                RandomBrightness.Set(pixels, Amount);
                break;
            case PolicyOperation.Color:
                RandomSaturation.Set(pixels, Amount);
                break;
            case PolicyOperation.Contrast:
                RandomContrast.Set(pixels, Amount);
                break;
            case PolicyOperation.Sharpness:
                SharpnessFilter.Apply(pixels, width, height, Amount);
                break;
            case PolicyOperation.Posterize:
                RandomPosterize.Set(pixels, (int)Amount);
                break;
            case PolicyOperation.Solarize:
                RandomSolarize.Set(pixels, (int)Amount);
                break;
            case PolicyOperation.AutoContrast:
                RandomAutoContrast.Set(pixels);
                break;
            case PolicyOperation.Equalize:
                RandomEqualize.Set(pixels);
                break;
        }
    }
}
