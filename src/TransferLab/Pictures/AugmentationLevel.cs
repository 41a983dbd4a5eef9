using TransferLab.Imaging.Augmentation;

namespace TransferLab.Pictures;

/// <summary>How training images are varied from epoch to epoch.</summary>
public enum AugmentationLevel
{
    /// <summary>None where the backbone stays frozen as a whole (its features are then computed once), <see cref="Light"/> otherwise.</summary>
    Auto,

    /// <summary>Every epoch sees the same pixels.</summary>
    None,

    /// <summary>Random-resized crop (area 0.35 to 1, aspect 3/4 to 4/3) and horizontal flip.</summary>
    Light,

    /// <summary>Light, and small turns and changes of colour: <see cref="AugmentationPresets.Standard"/>.</summary>
    Standard,

    /// <summary>Smaller crops, TrivialAugment and random erasing: <see cref="AugmentationPresets.Strong"/>.</summary>
    Strong,

    /// <summary>Light, then RandAugment.</summary>
    RandAugment,

    /// <summary>Light, then TrivialAugment.</summary>
    TrivialAugment,

    /// <summary>Light, then AugMix.</summary>
    AugMix,

    /// <summary>What a policy file says: <see cref="FineTuneOptions.AugmentationPolicy"/>.</summary>
    File,
}
