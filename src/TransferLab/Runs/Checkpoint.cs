namespace TransferLab.Runs;

/// <summary>A checkpoint as read back.</summary>
/// <param name="Path">The file it came from.</param>
/// <param name="Info">Where the training stood.</param>
/// <param name="Arrays">Weights and optimizer states by name.</param>
internal sealed record Checkpoint(string Path, CheckpointInfo Info, IReadOnlyDictionary<string, float[]> Arrays)
{
    /// <summary>An array.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">The elements that it must have.</param>
    /// <exception cref="RunException">It is missing or has another length: the checkpoint belongs to another network or strategy.</exception>
    public ReadOnlySpan<float> Values(string name, int length)
    {
        if (!Arrays.TryGetValue(name, out var array))
            throw new RunException($"The checkpoint '{Path}' has no '{name}': it was written by a run with other settings.");
        if (array.Length != length)
            throw new RunException($"'{name}' in the checkpoint '{Path}' has {array.Length} elements, but {length} are needed: "
                + $"it was written by a run with other settings.");
        return array;
    }
}

/// <summary>Where a training stood when a checkpoint was written. Whatever a trainer needs besides goes into
/// <see cref="Numbers"/> and <see cref="Texts"/>.</summary>
internal sealed record CheckpointInfo
{
    /// <summary>Epochs completed. A checkpoint inside an epoch has those before it.</summary>
    public required int Epoch { get; init; }
    /// <summary>Optimizer steps taken; checkpoints of a run are ordered by it.</summary>
    public required long Step { get; init; }
    /// <summary>Numbers by name, e.g. the best score and how many epochs it has stood; infinities and NaN are kept.</summary>
    public SortedDictionary<string, double> Numbers { get; init; } = new(StringComparer.Ordinal);
    /// <summary>Texts by name, e.g. the phase of <c>lp-ft</c>.</summary>
    public SortedDictionary<string, string> Texts { get; init; } = new(StringComparer.Ordinal);
}
