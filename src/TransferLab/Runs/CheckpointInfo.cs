namespace TransferLab.Runs;

/// <summary>Where a training stood when a checkpoint was written. Whatever a trainer needs besides goes into <see cref="Numbers"/> and <see cref="Texts"/>.</summary>
public sealed record CheckpointInfo
{
    /// <summary>Epochs completed. A checkpoint inside an epoch has those before it.</summary>
    public required int Epoch { get; init; }

    /// <summary>Optimizer steps taken; checkpoints of a run are ordered by it.</summary>
    public required long Step { get; init; }

    /// <summary>File name of the best checkpoint so far, which may be this one. Set by <see cref="CheckpointStore.Save"/>.</summary>
    public string? Best { get; init; }

    /// <summary>Numbers by name, e.g. the best score and how many epochs it has stood; infinities and NaN are kept.</summary>
    public SortedDictionary<string, double> Numbers { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Texts by name, e.g. the phase of <c>lp-ft</c>.</summary>
    public SortedDictionary<string, string> Texts { get; init; } = new(StringComparer.Ordinal);
}
