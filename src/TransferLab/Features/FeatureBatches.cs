namespace TransferLab.Features;

/// <summary>Batches of cached activations: a copy out of the memory-mapped cache per sample.</summary>
/// <param name="copyFeatures">Copies the activation of (sample, epoch).</param>
/// <param name="fillTargets">Writes the target distribution of a sample.</param>
/// <param name="capacity">Largest batch.</param>
/// <param name="featureDims">Dimensions of one activation.</param>
/// <param name="classes">Number of labels.</param>
internal sealed class FeatureBatches(Action<int, int, Span<float>> copyFeatures, Action<int, Span<float>> fillTargets, int capacity, long[] featureDims,
    int classes)
    : IBatchSource
{
    private readonly BatchBuffer<float> _buffer = new(capacity, featureDims, classes);

    public IEnumerable<Batch> Epoch(IReadOnlyList<int> order, int epoch, int firstBatch, CancellationToken cancellation)
    {
        var plan = new BatchPlan(order.Count, capacity);
        var epochs = Repeats.Epochs(order, epoch);
        for (var batch = firstBatch; batch < plan.Batches; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (start, count) = plan[batch].GetOffsetAndLength(order.Count);
            for (var i = 0; i < count; i++)
            {
                var sample = _buffer.Indices[i] = order[start + i];
                copyFeatures(sample, epochs?[start + i] ?? epoch, _buffer.Sample(i));
                fillTargets(sample, _buffer.Target(i));
            }
            yield return _buffer.Take(count);
        }
    }

    public void Dispose() => _buffer.Dispose();
}
