namespace TransferLab.Training.Gradients;

/// <summary>What the watch over gradients remembers from step to step within a phase; part of a checkpoint, so that a resumed run judges as one that never stopped.</summary>
internal sealed record GradientHistory
{
    /// <summary>Loss of the phase's first step; null before it.</summary>
    public double? FirstLoss { get; init; }

    /// <summary>Steps in a row, up to the last, whose loss was far too high.</summary>
    public int HighLosses { get; init; }

    /// <summary>By layer group: steps in a row, up to the last, whose norm was far above its median.</summary>
    public int[] HighNorms { get; init; } = [];

    /// <summary>By layer group: the norms of the last steps, oldest first.</summary>
    public double[][] Recent { get; init; } = [];
}
