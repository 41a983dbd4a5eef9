using System.Threading.Channels;

namespace TransferLab.Pictures.Batches;

/// <summary>Batches of pixels, made by background workers while the session computes: batch i+1 and i+2 are being filled when batch i
/// trains. What a sample looks like depends on (sample, epoch) alone, so the number of workers and their timing change nothing.</summary>
/// <param name="fillPixels">Writes the pixels of (sample, epoch), uint8 [H,W,3].</param>
/// <param name="fillTargets">Writes the target distribution of a sample.</param>
/// <param name="capacity">Largest batch.</param>
/// <param name="imageDims">[H,W,3].</param>
/// <param name="classes">Number of labels.</param>
/// <param name="workers">Threads that fill a batch.</param>
/// <param name="mixer">Mixes the images of a batch; null for none.</param>
internal sealed class PixelBatches(Action<int, int, Span<byte>> fillPixels, Action<int, Span<float>> fillTargets, int capacity, long[] imageDims, int classes,
    int workers, BatchMixer? mixer = null)
    : IBatchSource
{
    private const int Buffers = 3;
    private readonly BatchBuffer<byte>[] _buffers = [.. Enumerable.Range(0, Buffers).Select(_ => new BatchBuffer<byte>(capacity, imageDims, classes))];

    public IEnumerable<Batch> Epoch(IReadOnlyList<int> order, int epoch, int firstBatch, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var free = Channel.CreateUnbounded<BatchBuffer<byte>>();
        var ready = Channel.CreateBounded<(BatchBuffer<byte> Buffer, int Count)>(Buffers);
        foreach (var buffer in _buffers)
            free.Writer.TryWrite(buffer);
        var producer = Task.Run(() => Produce(order, epoch, firstBatch, free.Reader, ready.Writer, stop.Token), CancellationToken.None);
        try
        {
            BatchBuffer<byte>? inUse = null;
            while (Wait(ready.Reader.WaitToReadAsync(stop.Token)))
            {
                if (inUse is not null)
                    free.Writer.TryWrite(inUse);
                if (!ready.Reader.TryRead(out var next))
                    continue;
                inUse = next.Buffer;
                yield return inUse.Take(next.Count);
            }
        }
        finally
        {
            stop.Cancel();
            // The producer writes into our buffers: it must be gone before they are reused or freed. Its own error has reached us through the channel.
            ((IAsyncResult)producer).AsyncWaitHandle.WaitOne();
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }

    private async Task Produce(IReadOnlyList<int> order, int epoch, int firstBatch, ChannelReader<BatchBuffer<byte>> free,
        ChannelWriter<(BatchBuffer<byte>, int)> ready, CancellationToken stop)
    {
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = stop };
            var plan = new BatchPlan(order.Count, capacity);
            var epochs = Repeats.Epochs(order, epoch);
            for (var batch = firstBatch; batch < plan.Batches; batch++)
            {
                var buffer = await free.ReadAsync(stop).ConfigureAwait(false);
                var (first, count) = plan[batch].GetOffsetAndLength(order.Count);
                Parallel.For(0, count, parallel, i =>
                {
                    var sample = buffer.Indices[i] = order[first + i];
                    fillPixels(sample, epochs?[first + i] ?? epoch, buffer.Sample(i));
                    fillTargets(sample, buffer.Target(i));
                });
                if (mixer is not null)
                    Mix(mixer.Draw(epoch, batch, (int)imageDims[0], (int)imageDims[1]), buffer, count, parallel);
                await ready.WriteAsync((buffer, count), stop).ConfigureAwait(false);
            }
            ready.TryComplete();
        }
#pragma warning disable CA1031 // Whatever went wrong in the background is rethrown where the batch is asked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ready.TryComplete(e is AggregateException { InnerExceptions: [var only] } ? only : e);
        }
    }

    private void Mix(BatchMix mix, BatchBuffer<byte> buffer, int count, ParallelOptions parallel) => Parallel.For(0, count / 2, parallel, i =>
    {
        BatchMixer.Images(mix, buffer.Sample(i), buffer.Sample(count - 1 - i), (int)imageDims[1]);
        BatchMixer.Targets(mix, buffer.Target(i), buffer.Target(count - 1 - i));
    });

    private static bool Wait(ValueTask<bool> more) => more.IsCompletedSuccessfully ? more.Result : more.AsTask().GetAwaiter().GetResult();
}
