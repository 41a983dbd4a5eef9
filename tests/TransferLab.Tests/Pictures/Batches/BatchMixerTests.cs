using TransferLab.Pictures.Batches;

namespace TransferLab.Tests.Pictures.Batches;

public class BatchMixerTests
{
    [Fact]
    public void MixUp_averages_pairs_and_their_targets_with_the_same_weight()
    {
        var mix = new BatchMix(0.75, 0, 0, 0, 0);
        // 40 samples: both the vectors and what is left over.
        var (a, b) = (Enumerable.Range(0, 120).Select(i => (byte)(2 * i)).ToArray(), Enumerable.Range(0, 120).Select(i => (byte)(255 - i)).ToArray());
        var expectedA = a.Zip(b, (x, y) => (byte)Math.Floor(0.75 * x + 0.25 * y + 0.5)).ToArray();
        var expectedB = b.Zip(a, (x, y) => (byte)Math.Floor(0.75 * x + 0.25 * y + 0.5)).ToArray();
        BatchMixer.Images(mix, a, b, width: 8);
        Assert.Equal(expectedA, a);
        Assert.Equal(expectedB, b);
        float[] first = [1, 0, 0], second = [0, 0, 1];
        BatchMixer.Targets(mix, first, second);
        Assert.Equal([0.75f, 0, 0.25f], first);
        Assert.Equal([0.25f, 0, 0.75f], second);
    }

    [Fact]
    public void CutMix_swaps_a_rectangle_and_weighs_labels_by_its_area()
    {
        byte[] a = [.. Enumerable.Repeat((byte)1, 4 * 4 * 3)], b = [.. Enumerable.Repeat((byte)2, 4 * 4 * 3)];
        var mix = new BatchMix(1 - 6 / 16.0, 1, 0, 3, 3);
        BatchMixer.Images(mix, a, b, width: 4);
        Assert.Equal([1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 1, 1, 1], a.Where((_, i) => i % 3 == 0).Select(v => (int)v));
        Assert.All(a.Zip(b), p => Assert.Equal(3, p.First + p.Second));
        // Several labels: shares of each.
        float[] first = [1, 1, 0], second = [0, 1, 1];
        BatchMixer.Targets(mix, first, second);
        Assert.Equal([0.625f, 1, 0.375f], first);
    }

    [Fact]
    public void What_a_batch_draws_follows_from_seed_epoch_and_batch()
    {
        var mixer = new BatchMixer(0.4, 1, 7);
        var draws = Enumerable.Range(0, 40).Select(i => mixer.Draw(i / 8, i % 8, 32, 48)).ToArray();
        Assert.Equal(draws, Enumerable.Range(0, 40).Select(i => new BatchMixer(0.4, 1, 7).Draw(i / 8, i % 8, 32, 48)));
        Assert.True(draws.Distinct().Count() > 30);
        Assert.NotEqual(draws[0], new BatchMixer(0.4, 1, 8).Draw(0, 0, 32, 48));
        Assert.InRange(draws.Count(d => d.IsCut), 8, 32);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    public void Weights_are_beta_distributed_and_an_images_own_label_weighs_most_in_MixUp(double alpha)
    {
        var draws = Enumerable.Range(0, 4000).Select(i => new BatchMixer(alpha, 0, 1).Draw(0, i, 32, 32).Lambda).ToArray();
        Assert.All(draws, l => Assert.InRange(l, 0.5, 1));
        // The variance of Beta(α, α) about 1/2 is 1 / (4 (2α + 1)).
        Assert.Equal(1 / (4 * (2 * alpha + 1)), draws.Average(l => (l - 0.5) * (l - 0.5)), 0.01);
    }

    [Fact]
    public void Areas_of_CutMix_are_what_their_weight_says()
    {
        for (var i = 0; i < 500; i++)
        {
            var mix = new BatchMixer(0, 1, 3).Draw(1, i, 20, 30);
            Assert.InRange(mix.Left, 0, mix.Right);
            Assert.InRange(mix.Top, 0, mix.Bottom);
            Assert.True(mix.Right <= 30 && mix.Bottom <= 20);
            Assert.Equal(1 - (mix.Right - mix.Left) * (mix.Bottom - mix.Top) / 600.0, mix.Lambda, 12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Batches_are_mixed_alike_whatever_the_threads_and_where_they_begin(int workers)
    {
        var whole = Read(1, 0);
        Assert.Equal(whole, Read(workers, 0));
        Assert.Equal(whole.Skip(2), Read(workers, 2));
        Assert.Contains(whole, b => b.Contains('.', StringComparison.Ordinal));

        static List<string> Read(int workers, int first)
        {
            using var batches = new PixelBatches((sample, epoch, pixels) => pixels.Fill((byte)(20 * sample + epoch)), (sample, target) => target[0] = sample, 4, [6, 5, 3], 1, workers, new BatchMixer(0.5, 1, 2));
            var read = new List<string>();
            foreach (var batch in batches.Epoch([.. Enumerable.Range(0, 11)], 3, first, TestContext.Current.CancellationToken))
                read.Add(string.Join(' ', batch.Input.Span<byte>().ToArray()) + "|" + string.Join(' ', batch.Targets.Span<float>().ToArray()));
            return read;
        }
    }
}
