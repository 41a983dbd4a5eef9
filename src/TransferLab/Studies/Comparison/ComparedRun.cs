namespace TransferLab.Studies.Comparison;

/// <summary>One cell of a comparison: what a strategy came to with one seed.</summary>
public sealed record ComparedRun
{
    /// <summary>The freeze strategy as written, e.g. <c>partial:2</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>The seed of split, head, order and augmentation.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Folder of the run, relative to that of the comparison.</summary>
    public required string Directory { get; init; }

    /// <summary>Accuracy, or mean average precision in multi-label tasks, on the images held out; 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Macro F1 on the images held out, 0 to 1.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Loss on the images held out, in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Score on the folder's <c>test</c> part; null where it has none.</summary>
    public double? TestScore { get; init; }

    /// <summary>Numbers that trained, head included; 0 where a baseline does not tell.</summary>
    public required long TrainableParameters { get; init; }

    /// <summary>Seconds the run takes on its own: training, validation, and the features that it needs, even where those were shared.</summary>
    public required double Seconds { get; init; }

    /// <summary>Those of <see cref="Seconds"/> that were spent once for several runs.</summary>
    public double SharedSeconds { get; init; }

    /// <summary>Images per second through training steps; of a baseline, its training images over the seconds of its training.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Largest resident memory of the process while the run was at work, in bytes; where the system cannot tell, the largest at the end of an epoch.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>The epoch with the best score, over all phases, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Epochs trained, over all phases; 0 where a baseline does not tell, which has no report of its own either.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimizer steps, over all phases; 0 in files of earlier versions.</summary>
    public long Steps { get; init; }

    /// <summary>The command that repeats this run alone.</summary>
    public required string Command { get; init; }
}
