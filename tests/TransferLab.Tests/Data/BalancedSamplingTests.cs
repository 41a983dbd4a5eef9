using System.Collections.Immutable;
using TransferLab.Data;

namespace TransferLab.Tests.Data;

public sealed class BalancedSamplingTests
{
    [Fact]
    public void Every_class_comes_up_equally_often_and_its_samples_too()
    {
        var data = Single(100, 20, 6);
        var sampling = new BalancedSampling(data, [.. Enumerable.Range(0, 126)]);
        for (var epoch = 0; epoch < 20; epoch++)
        {
            var order = sampling.Order(1, epoch);
            Assert.Equal(126, order.Length);
            for (var c = 0; c < 3; c++)
            {
                var drawn = order.Where(i => data.Samples[i].Label == c).ToArray();
                Assert.InRange(drawn.Length, 41, 43);
                var each = Enumerable.Range(0, 126).Where(i => data.Samples[i].Label == c).Select(i => drawn.Count(d => d == i)).ToArray();
                Assert.True(each.Max() - each.Min() <= 1);
            }
        }
        Assert.Equal([42.0, 42, 42], sampling.Draws(data), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void An_order_follows_from_seed_and_epoch()
    {
        var sampling = new BalancedSampling(Single(30, 5), [.. Enumerable.Range(0, 35)]);

        Assert.Equal(sampling.Order(7, 3), sampling.Order(7, 3));
        Assert.NotEqual(sampling.Order(7, 3), sampling.Order(7, 4));
        Assert.NotEqual(sampling.Order(7, 3), sampling.Order(8, 3));
    }

    [Fact]
    public void Samples_of_the_large_class_take_turns_over_the_epochs()
    {
        var data = Single(60, 6);
        var sampling = new BalancedSampling(data, [.. Enumerable.Range(0, 66)]);
        var seen = Enumerable.Range(0, 30).SelectMany(e => sampling.Order(1, e)).ToHashSet();

        Assert.Equal(66, seen.Count);
    }

    [Fact]
    public void A_sample_with_several_labels_has_the_share_of_its_rarest_and_one_without_any_counts_as_a_class()
    {
        // Label 0: 8 samples, label 1: 2 of these; 10 have none.
        ImageSample[] samples = [.. Enumerable.Range(0, 18).Select(i => new ImageSample($"{i}", $"{i}", i < 2 ? [0, 1] : i < 8 ? [0] : []))];
        var data = new ImageDataset("", DatasetFormat.LabelsCsv, LearningTask.MultiLabel, new ClassMap("a", "b"), [.. samples], [], []);
        var sampling = new BalancedSampling(data, [.. Enumerable.Range(0, 18)]);
        // Shares 1/2 each for two, 1/8 each for six, 1/10 each for ten: 1 + 0.75 + 1.
        var draws = sampling.Draws(data);

        Assert.Equal(18 / 2.75, draws[1], 1e-9);
        Assert.Equal(18 * 1.75 / 2.75, draws[0], 1e-9);
        Assert.Equal(18, sampling.Order(1, 0).Length);
    }

    [Fact]
    public void Any_sizes_give_as_many_samples_as_there_are()
    {
        var random = new Random(8);
        for (var round = 0; round < 100; round++)
        {
            int[] sizes = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(1, 40))];
            var data = Single(sizes);
            var order = new BalancedSampling(data, [.. Enumerable.Range(0, sizes.Sum())]).Order((ulong)round, round);
            Assert.Equal(sizes.Sum(), order.Length);
            foreach (var group in order.GroupBy(i => data.Samples[i].Label))
                Assert.InRange(group.Count(), Math.Floor((double)sizes.Sum() / sizes.Length), Math.Ceiling((double)sizes.Sum() / sizes.Length));
        }
    }

    private static ImageDataset Single(params int[] sizes)
    {
        ImmutableArray<ImageSample> samples = [.. sizes.SelectMany((n, c) => Enumerable.Range(0, n).Select(i => new ImageSample($"{c}/{i}", $"{c}/{i}", [c])))];
        return new("", DatasetFormat.ClassFolders, LearningTask.SingleLabel, new ClassMap(Enumerable.Range(0, sizes.Length).Select(c => $"c{c}")), samples, [], []);
    }
}
