namespace TransferLab.Networks;

/// <summary>How a classifier head is built.</summary>
public sealed record ClassifierHeadOptions
{
    /// <summary>Number of classes K, at least 1 (multi-label) or 2 (single-label).</summary>
    public required int Classes { get; init; }

    /// <summary>Seed of the initial weights.</summary>
    public ulong Seed { get; init; }

    /// <summary>What comes between the features and the last linear layer. Default: nothing.</summary>
    public HeadSpec Spec { get; init; } = HeadSpec.Linear;

    /// <summary>Axis of the features that holds the channels: 1 for <c>[N,C,H,W]</c> (the default) and vectors, the last for tokens and <c>[N,H,W,C]</c>.</summary>
    public int? ChannelAxis { get; init; }
}
