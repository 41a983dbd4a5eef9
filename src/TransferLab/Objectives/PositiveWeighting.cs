namespace TransferLab.Objectives;

/// <summary>How much images that have a label count against those that lack it, in the loss of a multi-label task.</summary>
public enum PositiveWeighting
{
    /// <summary>Both count 1.</summary>
    None,

    /// <summary>Of n images with and m without the label, the former count m/n, at least 0.01 and at most 100: both sides weigh the same.</summary>
    Balanced,
}
