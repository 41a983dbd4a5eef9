namespace TransferLab.Training;

/// <summary>How training images are varied from epoch to epoch.</summary>
public enum AugmentationLevel
{
    /// <summary>None where the backbone stays frozen as a whole (its features are then computed once), <see cref="Light"/> otherwise.</summary>
    Auto,

    /// <summary>Every epoch sees the same pixels.</summary>
    None,

    /// <summary>Random-resized crop (area 0.35 to 1, aspect 3/4 to 4/3) and horizontal flip.</summary>
    Light,
}
