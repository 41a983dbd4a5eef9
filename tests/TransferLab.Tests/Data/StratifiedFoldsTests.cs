using TransferLab.Data;

namespace TransferLab.Tests.Data;

public sealed class StratifiedFoldsTests
{
    [Fact]
    public void Every_fold_has_its_share_of_every_class()
    {
        var random = new Random(9);
        for (var round = 0; round < 60; round++)
        {
            int classes = random.Next(1, 6), folds = random.Next(2, 8);
            var samples = Samples(Enumerable.Range(0, random.Next(folds, 90)).Select(_ => (int[])[random.Next(classes)]));
            var fold = StratifiedFolds.Assign(samples, classes, folds, (ulong)round);
            for (var c = 0; c < classes; c++)
            {
                var counts = Enumerable.Range(0, folds).Select(f => Enumerable.Range(0, samples.Length).Count(i => fold[i] == f && samples[i].Label == c)).ToArray();
                Assert.True(counts.Max() - counts.Min() <= 1);
            }
            var sizes = Enumerable.Range(0, folds).Select(f => fold.Count(x => x == f)).ToArray();
            Assert.True(sizes.Max() - sizes.Min() <= classes);
        }
    }

    [Fact]
    public void Groups_stay_together_and_labels_are_about_even()
    {
        var random = new Random(10);
        var samples = Samples(Enumerable.Range(0, 300).Select(_ => (int[])[.. Enumerable.Range(0, 4).Where(l => random.Next(l + 2) == 0)]), i => i % 10 == 0 ? null : $"g{i / 5}");
        var fold = StratifiedFolds.Assign(samples, 4, 5, 1);

        Assert.All(Enumerable.Range(0, 300).Where(i => samples[i].Group is not null).GroupBy(i => samples[i].Group), g => Assert.Single(g.Select(i => fold[i]).Distinct()));
        for (var label = 0; label < 4; label++)
        {
            var counts = Enumerable.Range(0, 5).Select(f => Enumerable.Range(0, 300).Count(i => fold[i] == f && samples[i].Labels.Contains(label))).ToArray();
            Assert.InRange(counts.Min(), counts.Average() * 0.7, counts.Average());
        }
    }

    [Fact]
    public void The_order_of_the_samples_does_not_matter_and_the_seed_does()
    {
        var samples = Samples(Enumerable.Range(0, 40).Select(i => (int[])[i % 3]));
        ImageSample[] reversed = [.. samples.Reverse()];
        var (plain, other) = (StratifiedFolds.Assign(samples, 3, 4, 1), StratifiedFolds.Assign(reversed, 3, 4, 1));

        Assert.Equal(plain, other.Reverse());
        Assert.NotEqual(plain, StratifiedFolds.Assign(samples, 3, 4, 2));
    }

    [Fact]
    public void Samples_without_labels_are_spread_too()
    {
        var samples = Samples(Enumerable.Range(0, 24).Select(i => i % 2 == 0 ? [] : (int[])[0]));
        var fold = StratifiedFolds.Assign(samples, 1, 4, 1);

        Assert.All(Enumerable.Range(0, 4), f => Assert.Equal(3, Enumerable.Range(0, 24).Count(i => fold[i] == f && samples[i].Labels.IsEmpty)));
    }

    [Fact]
    public void One_fold_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedFolds.Assign(Samples([[0]]), 1, 1, 1));

    private static ImageSample[] Samples(IEnumerable<int[]> labels, Func<int, string?>? group = null) =>
        [.. labels.Select((l, i) => new ImageSample($"/{i}", $"{i}", [.. l], null, group?.Invoke(i)))];
}
