using TransferLab.Data;
using TransferLab.Errors;
using TransferLab.Testing;

namespace TransferLab.Tests.Data;

public sealed class GroupedSplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Groups_stay_whole_and_shares_are_close_for_any_set()
    {
        var random = new Random(11);
        for (var round = 0; round < 100; round++)
        {
            var classes = random.Next(2, 6);
            var samples = new List<ImageSample>();
            for (var c = 0; c < classes; c++)
                for (var g = 0; g < 12; g++)
                    for (var i = random.Next(1, 9); i > 0; i--)
                        samples.Add(Sample($"{c}/{g}_{i}", $"{c}/{g}", c));
            var fraction = 0.15 + (random.NextDouble() * 0.35);

            var (train, validation) = StratifiedSplit.Create(samples, classes, fraction, (ulong)round);

            Assert.Equal(Enumerable.Range(0, samples.Count), train.Concat(validation).Order());
            Assert.Empty(train.Select(i => samples[i].Group).Intersect(validation.Select(i => samples[i].Group)));
            for (var c = 0; c < classes; c++)
            {
                var total = samples.Count(s => s.Label == c);
                // At worst half of the largest group off; eight images are the most of one.
                Assert.InRange(validation.Count(i => samples[i].Label == c), (total * fraction) - 4, (total * fraction) + 4);
            }
        }
    }

    [Fact]
    public void Several_labels_in_groups_keep_their_shares_and_every_label_both_sides()
    {
        var random = new Random(12);
        for (var round = 0; round < 30; round++)
        {
            double[] likelihood = [0.5, 0.3, 0.15, 0.1];
            var samples = new List<ImageSample>();
            for (var g = 0; g < 60; g++)
            {
                int[] labels = [.. Enumerable.Range(0, 4).Where(c => random.NextDouble() < likelihood[c])];
                for (var i = random.Next(1, 6); i > 0; i--)
                    samples.Add(Sample($"{g}_{i}", $"{g}", labels));
            }

            var (train, validation) = StratifiedSplit.Create(samples, 4, 0.25, (ulong)round);

            Assert.Empty(train.Select(i => samples[i].Group).Intersect(validation.Select(i => samples[i].Group)));
            Assert.InRange(validation.Length / (double)samples.Count, 0.18, 0.32);
            for (var c = 0; c < 4; c++)
            {
                if (samples.Where(s => s.Labels.Contains(c)).DistinctBy(s => s.Group).Count() < 2)
                    continue;
                Assert.Contains(train, i => samples[i].Labels.Contains(c));
                Assert.Contains(validation, i => samples[i].Labels.Contains(c));
            }
        }
    }

    [Fact]
    public void Listing_order_does_not_matter_and_the_seed_does()
    {
        var samples = Enumerable.Range(0, 120).Select(i => Sample($"{i}", i % 7 == 0 ? null : $"g{i / 4}", i / 4 % 3)).ToArray();
        var shuffled = samples.ToArray();
        new Random(1).Shuffle(shuffled);

        Assert.Equal(Held(samples, 1), Held(shuffled, 1));
        Assert.NotEqual(Held(samples, 1), Held(samples, 2));

        static List<string> Held(ImageSample[] samples, ulong seed) =>
            [.. StratifiedSplit.Create(samples, 3, 0.2, seed).Validation.Select(i => samples[i].DisplayPath).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void The_split_is_the_same_for_ever()
    {
        var samples = Enumerable.Range(0, 24).Select(i => Sample($"{i}", $"g{i / 3}", i / 3 % 2)).ToArray();

        Assert.Equal(Golden, StratifiedSplit.Create(samples, 2, 0.25, 42).Validation);
    }

    [Fact]
    public void The_first_group_of_the_expression_names_the_group()
    {
        foreach (var file in new[] { "cat/s1_a.jpg", "cat/s1_b.jpg", "cat/s2_a.jpg", "cat/other.jpg", "dog/s3_a.jpg", "dog/s4_a.jpg" })
            _folder.Add(file);

        Assert.Equal([null, "s1", "s1", "s2", "s3", "s4"], Groups("/(s\\d+)_"));
        Assert.Equal([null, "/s1_", "/s1_", "/s2_", "/s3_", "/s4_"], Groups("/s\\d+_"));
        Assert.Equal(["cat", "cat", "cat", "cat", "dog", "dog"], Groups("^([^/]+)/"));
        Assert.Contains("matches none", Assert.Single(Read("scene(\\d+)").Warnings), StringComparison.Ordinal);

        IEnumerable<string?> Groups(string expression) => Read(expression).Samples.Select(s => s.Group);
    }

    [Fact]
    public void What_cannot_be_divided_is_refused_with_the_group()
    {
        foreach (var file in new[] { "cat/s1_a.jpg", "cat/s1_b.jpg", "dog/s3_a.jpg", "dog/s4_a.jpg" })
            _folder.Add(file);

        var lone = Assert.Throws<DatasetException>(() => Read("(s\\d)").Split(0.2, 1));
        Assert.Contains("'cat'", lone.Message, StringComparison.Ordinal);
        Assert.Contains("('s1')", lone.Message, StringComparison.Ordinal);
        Assert.Contains("GroupBy '('", Assert.Throws<SettingException>(() => Read("(")).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<SettingException>(() => Read("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_that_never_ends_is_refused()
    {
        foreach (var file in new[] { "cat/" + new string('a', 40) + "!.jpg", "dog/1.jpg" })
            _folder.Add(file);

        Assert.Contains("more than a second", Assert.Throws<DatasetException>(() => Read("^cat/(a+)+$")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_torn_by_the_folders_are_a_warning()
    {
        foreach (var file in new[] { "train/cat/s1_a.jpg", "train/dog/s2_a.jpg", "val/cat/s1_b.jpg", "val/dog/s5_a.jpg" })
            _folder.Add(file);

        Assert.Contains("'s1'", Assert.Single(Read("(s\\d)").Warnings), StringComparison.Ordinal);
    }

    private static readonly int[] Golden = [9, 10, 11, 12, 13, 14];

    private ImageDataset Read(string expression) => ImageDataset.FromFolder(_folder.Path, new DatasetOptions { GroupBy = expression });

    private static ImageSample Sample(string path, string? group, params int[] labels) => new("/data/" + path, path, [.. labels], null, group);
}
