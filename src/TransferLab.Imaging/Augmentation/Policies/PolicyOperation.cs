namespace TransferLab.Imaging.Augmentation.Policies;

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
