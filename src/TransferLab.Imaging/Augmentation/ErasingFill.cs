namespace TransferLab.Imaging.Augmentation;

/// <summary>What <see cref="RandomErasing"/> puts in place of the picture. In policy files by its lower-case name.</summary>
public enum ErasingFill
{
    /// <summary>Every sample random, as the paper recommends.</summary>
    Noise,

    /// <summary>Mid-grey, 128 in all channels.</summary>
    Grey,
}
