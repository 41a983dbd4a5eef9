namespace TransferLab.Pictures.Batches;

/// <summary>Serves the samples of an epoch in batches; the last one may be smaller.</summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>The batches of one epoch, each valid until the next is asked for.</summary>
    /// <param name="order">Samples by index in the dataset, in the order of this epoch.</param>
    /// <param name="epoch">Number of the epoch over the run, for whatever is drawn at random.</param>
    /// <param name="firstBatch">Batches to leave out at the beginning, done before the run was interrupted.</param>
    /// <param name="cancellation">Stops waiting for images.</param>
    IEnumerable<Batch> Epoch(IReadOnlyList<int> order, int epoch, int firstBatch, CancellationToken cancellation);
}
