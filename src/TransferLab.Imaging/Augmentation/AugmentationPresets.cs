using TransferLab.Imaging.Augmentation.Policies;

namespace TransferLab.Imaging.Augmentation;

/// <summary>Pipelines to choose by name.</summary>
public static class AugmentationPresets
{
    // As light does: at least so much of the area is seen.
    private const double MinScale = 0.35;

    /// <summary><see cref="AugmentationPipeline.Light"/>.</summary>
    public static AugmentationPipeline Light => AugmentationPipeline.Light;

    /// <summary>What light does, and every second time each a turn by up to 10° and a change of brightness, contrast
    /// and saturation by up to a quarter; now and then of hue, and a blur.</summary>
    public static AugmentationPipeline Standard { get; } = new(
        new RandomResizedCrop { MinScale = MinScale },
        new RandomHorizontalFlip(),
        new RandomRotation { MinDegrees = -10, MaxDegrees = 10 },
        new RandomBrightness { MinFactor = 0.75, MaxFactor = 1.25 },
        new RandomContrast { MinFactor = 0.75, MaxFactor = 1.25 },
        new RandomSaturation { MinFactor = 0.75, MaxFactor = 1.25 },
        new RandomHue { Probability = 0.3, MinDegrees = -10, MaxDegrees = 10 },
        new RandomGaussianBlur { Probability = 0.1, MinSigma = 0.3, MaxSigma = 1.2 });

    /// <summary>Parts of 20 % or more, mirroring, TrivialAugment, and every fourth time a rectangle covered with noise.</summary>
    public static AugmentationPipeline Strong { get; } = new(
        new RandomResizedCrop { MinScale = 0.2 },
        new RandomHorizontalFlip(),
        new TrivialAugment(),
        new RandomErasing { Probability = 0.25 });

    /// <summary>What light does, then RandAugment with its defaults.</summary>
    public static AugmentationPipeline RandAugment { get; } = new(new RandomResizedCrop { MinScale = MinScale }, new RandomHorizontalFlip(), new RandAugment());

    /// <summary>What light does, then TrivialAugment.</summary>
    public static AugmentationPipeline TrivialAugment { get; } = new(new RandomResizedCrop { MinScale = MinScale }, new RandomHorizontalFlip(),
        new TrivialAugment());

    /// <summary>What light does, then AugMix with its defaults.</summary>
    public static AugmentationPipeline AugMix { get; } = new(new RandomResizedCrop { MinScale = MinScale }, new RandomHorizontalFlip(), new AugMix());
}
