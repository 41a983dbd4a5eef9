using TransferLab.Imaging.Augmentation.Policies;

namespace TransferLab.Imaging.Augmentation.Files;

/// <summary>All transforms, by the names that policy files use.</summary>
public static class TransformCatalog
{
    /// <summary>Geometric ones first, then policies, then those that work on pixels: the order they must have in a pipeline.</summary>
    public static IReadOnlyList<TransformInfo> All { get; } =
    [
        new("random-resized-crop", RandomResizedCrop.Read),
        new("horizontal-flip", RandomHorizontalFlip.Read),
        new("vertical-flip", RandomVerticalFlip.Read),
        new("rotation", RandomRotation.Read),
        new("translation", RandomTranslation.Read),
        new("shear", RandomShear.Read),
        new("scale", RandomScale.Read),
        new("perspective", RandomPerspective.Read),
        new("rand-augment", RandAugment.Read),
        new("trivial-augment", TrivialAugment.Read),
        new("augmix", AugMix.Read),
        new("brightness", RandomBrightness.Read),
        new("contrast", RandomContrast.Read),
        new("saturation", RandomSaturation.Read),
        new("hue", RandomHue.Read),
        new("grayscale", RandomGrayscale.Read),
        new("auto-contrast", RandomAutoContrast.Read),
        new("equalize", RandomEqualize.Read),
        new("posterize", RandomPosterize.Read),
        new("solarize", RandomSolarize.Read),
        new("sharpness", RandomSharpness.Read),
        new("gaussian-blur", RandomGaussianBlur.Read),
        new("gaussian-noise", RandomGaussianNoise.Read),
        new("jpeg", RandomJpeg.Read),
        new("erasing", RandomErasing.Read),
    ];
}
