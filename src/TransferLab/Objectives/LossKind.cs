namespace TransferLab.Objectives;

/// <summary>What training minimises.</summary>
public enum LossKind
{
    /// <summary>Cross-entropy for single-label tasks, binary cross-entropy for multi-label ones.</summary>
    Auto,

    /// <summary>Cross-entropy of a softmax; single-label tasks.</summary>
    CrossEntropy,

    /// <summary>Binary cross-entropy of a sigmoid per label; multi-label tasks.</summary>
    Bce,

    /// <summary>Focal loss (Lin et al. 2017); either task.</summary>
    Focal,

    /// <summary>Asymmetric loss (Ridnik et al. 2021); multi-label tasks.</summary>
    Asymmetric,
}
