namespace TransferLab.Imaging.Augmentation;

/// <summary>What is seen beyond the edge of a picture that was turned, moved or made smaller. In policy files by its lower-case name.</summary>
public enum EdgeFill
{
    /// <summary>The picture mirrored at its edge, the edge pixel twice (… b a | a b …). The default: no colour and no straight line that is not of the picture.</summary>
    Reflect,

    /// <summary>The nearest pixel of the edge.</summary>
    Edge,

    /// <summary>Mid-grey, 128 in all channels, as the papers of the policies do.</summary>
    Grey,

    /// <summary>Black.</summary>
    Black,
}
