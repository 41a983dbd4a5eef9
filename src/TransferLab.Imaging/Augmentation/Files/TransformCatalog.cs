using TransferLab.Imaging.Augmentation.Policies;

namespace TransferLab.Imaging.Augmentation.Files;

/// <summary>All transforms, by the names that policy files use.</summary>
internal static class TransformCatalog
{
    /// <summary>Geometric ones first, then policies, then those that work on pixels: the order they must have in a pipeline.</summary>
    public static IReadOnlyList<TransformInfo> All { get; } =
    [
        new("random-resized-crop", new RandomResizedCrop()),
        new("horizontal-flip", new RandomHorizontalFlip()),
        new("vertical-flip", new RandomVerticalFlip()),
        new("rotation", new RandomRotation()),
        new("translation", new RandomTranslation()),
        new("shear", new RandomShear()),
        new("scale", new RandomScale()),
        new("perspective", new RandomPerspective()),
        new("rand-augment", new RandAugment()),
        new("trivial-augment", new TrivialAugment()),
        new("augmix", new AugMix()),
        new("brightness", new RandomBrightness()),
        new("contrast", new RandomContrast()),
        new("saturation", new RandomSaturation()),
        new("hue", new RandomHue()),
        new("grayscale", new RandomGrayscale()),
        new("auto-contrast", new RandomAutoContrast()),
        new("equalize", new RandomEqualize()),
        new("posterize", new RandomPosterize()),
        new("solarize", new RandomSolarize()),
        new("sharpness", new RandomSharpness()),
        new("gaussian-blur", new RandomGaussianBlur()),
        new("gaussian-noise", new RandomGaussianNoise()),
        new("jpeg", new RandomJpeg()),
        new("erasing", new RandomErasing()),
    ];
}

/// <summary>A transform that policy files can name.</summary>
/// <param name="Name">Its name, the value of <c>op</c>.</param>
/// <param name="Standard">The transform with all its defaults.</param>
internal sealed record TransformInfo(string Name, ImageTransform Standard);
