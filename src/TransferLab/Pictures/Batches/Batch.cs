using TransferLab.Runtime;

namespace TransferLab.Pictures.Batches;

/// <summary>One batch, ready to be bound to a session. Belongs to its source, which reuses the memory once the next batch is asked for.</summary>
/// <param name="Input">Pixels, uint8 [N,H,W,3], or features, float32 [N,…].</param>
/// <param name="Targets">Target distribution per image, float32 [N,K]: one-hot for a single label, zeros and ones for several.</param>
/// <param name="Indices">The samples in the batch, by index in the dataset.</param>
internal readonly record struct Batch(OrtValue Input, OrtValue Targets, ReadOnlyMemory<int> Indices)
{
    public int Count => Indices.Length;
}
