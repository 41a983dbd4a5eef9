using TransferLab.Pictures.Batches;

namespace TransferLab.Tests.Pictures.Batches;

public class PixelBatchesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Every_sample_comes_once_in_order_whatever_the_number_of_workers(int workers)
    {
        using var batches = new PixelBatches((sample, epoch, pixels) => pixels.Fill((byte)(sample + epoch)), (sample, target) => target[0] = sample, 4, [2, 2, 3], 1, workers);
        int[] order = [7, 3, 9, 0, 1, 2, 8, 5, 6];
        var seen = new List<int>();
        foreach (var batch in batches.Epoch(order, 10, 0, TestContext.Current.CancellationToken))
            for (var i = 0; i < batch.Count; i++)
            {
                var sample = batch.Indices.Span[i];
                seen.Add(sample);
                Assert.Equal(sample, batch.Targets.Span<float>()[i]);
                Assert.All(batch.Input.Span<byte>().Slice(i * 12, 12).ToArray(), p => Assert.Equal(sample + 10, p));
            }
        Assert.Equal(order, seen);
    }

    [Fact]
    public void A_batch_beyond_all_memory_says_what_to_do()
    {
        var e = Assert.Throws<InsufficientMemoryException>(() => new BatchBuffer<byte>(int.MaxValue, [10_000, 10_000, 3], 1));
        Assert.Contains("accumulated", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_done_before_can_be_left_out()
    {
        using var batches = new PixelBatches((_, _, _) => { }, (_, _) => { }, 2, [1, 1, 3], 1, 2);
        var all = Samples(batches, 0);
        Assert.Equal(all.Skip(4), Samples(batches, 2));
    }

    [Fact]
    public void An_error_in_the_background_reaches_whoever_asks_for_the_batch()
    {
        using var batches = new PixelBatches((sample, _, _) => _ = sample == 5 ? throw new InvalidDataException("five") : 0, (_, _) => { }, 2, [1, 1, 3], 1, 2);
        var e = Assert.Throws<InvalidDataException>(() => Samples(batches, 0));
        Assert.Equal("five", e.Message);
        // The source is still of use.
        Assert.Throws<InvalidDataException>(() => Samples(batches, 0));
    }

    [Fact]
    public void Leaving_an_epoch_early_leaves_no_worker_behind()
    {
        using var batches = new PixelBatches((_, _, _) => Thread.Sleep(1), (_, _) => { }, 2, [1, 1, 3], 1, 2);
        foreach (var batch in batches.Epoch([.. Enumerable.Range(0, 100)], 0, 0, TestContext.Current.CancellationToken))
            if (batch.Indices.Span[0] >= 4)
                break;
        Assert.Equal(10, Samples(batches, 0).Count);
    }

    [Fact]
    public void Cancelling_ends_the_wait()
    {
        using var batches = new PixelBatches((_, _, _) => Thread.Sleep(5), (_, _) => { }, 2, [1, 1, 3], 1, 1);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var _ in batches.Epoch([.. Enumerable.Range(0, 1000)], 0, 0, stop.Token))
                stop.Cancel();
        });
    }

    private static List<int> Samples(PixelBatches batches, int first)
    {
        var seen = new List<int>();
        foreach (var batch in batches.Epoch([.. Enumerable.Range(0, 10)], 0, first, TestContext.Current.CancellationToken))
            seen.AddRange(batch.Indices.ToArray());
        return seen;
    }
}
