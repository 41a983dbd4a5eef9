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

/// <summary>The operations that RandAugment and TrivialAugment draw from, in torchvision's order of names.</summary>
internal enum PolicyOperation
{
    Identity,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Brightness,
    Color,
    Contrast,
    Sharpness,
    Posterize,
    Solarize,
    AutoContrast,
    Equalize,
}

/// <summary>What an operation of a policy does at its greatest magnitude; at magnitude 0 all leave the picture as it is
/// but the two without a strength.</summary>
/// <param name="Degrees">Of a rotation.</param>
/// <param name="Shear">Pixels per pixel.</param>
/// <param name="Translate">Part of the frame.</param>
/// <param name="Enhance">Distance of the factor of brightness, colour, contrast and sharpness from 1.</param>
/// <param name="MostBits">Bits that posterize keeps at magnitude 0.</param>
/// <param name="FewestBits">Bits that posterize keeps.</param>
internal sealed record PolicySpace(double Degrees, double Shear, double Translate, double Enhance, int MostBits, int FewestBits)
{
    /// <summary>Cubuk et al., "RandAugment", 2019, with torchvision's magnitudes.</summary>
    public static PolicySpace RandAugment { get; } = new(30, 0.3, 150.0 / 331, 0.9, 8, 4);
    /// <summary>Müller and Hutter, "TrivialAugment", 2021: the wide space. Moves of 32 pixels at 224.</summary>
    public static PolicySpace TrivialAugmentWide { get; } = new(135, 0.99, 32.0 / 224, 0.99, 8, 2);
    /// <summary>Hendrycks et al., "AugMix", 2019.</summary>
    public static PolicySpace AugMix { get; } = new(30, 0.3, 1.0 / 3, 0, 4, 0);

    /// <summary>The operation at a magnitude of 0 to 1, the other way where there are two.</summary>
    public PolicyStep Step(PolicyOperation operation, double magnitude, bool opposite)
    {
        var signed = opposite ? -magnitude : magnitude;
        return new(operation, operation switch
        {
            PolicyOperation.Rotate => signed * Degrees,
            PolicyOperation.ShearX or PolicyOperation.ShearY => signed * Shear,
            PolicyOperation.TranslateX or PolicyOperation.TranslateY => signed * Translate,
            PolicyOperation.Brightness or PolicyOperation.Color or PolicyOperation.Contrast or PolicyOperation.Sharpness => 1 + signed * Enhance,
            PolicyOperation.Posterize => MostBits - Math.Round((MostBits - FewestBits) * magnitude),
            PolicyOperation.Solarize => Math.Round(256 * (1 - magnitude)),
            _ => 0,
        });
    }
}
