namespace TransferLab.Runs;

/// <summary>A checkpoint as read back.</summary>
/// <param name="Path">The file it came from.</param>
/// <param name="Info">Where the training stood.</param>
/// <param name="Arrays">Weights and optimizer states by name.</param>
public sealed record Checkpoint(string Path, CheckpointInfo Info, IReadOnlyDictionary<string, float[]> Arrays)
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
            throw new RunException($"'{name}' in the checkpoint '{Path}' has {array.Length} elements, but {length} are needed: it was written by a run with other settings.");
        return array;
    }
}
