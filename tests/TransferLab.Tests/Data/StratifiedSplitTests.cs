using TransferLab.Data;

namespace TransferLab.Tests.Data;

public sealed class StratifiedSplitTests
{
    [Fact]
    public void Every_class_keeps_its_share_and_both_sides_for_any_set()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var classes = random.Next(2, 8);
            var samples = Enumerable.Range(0, classes)
                .SelectMany(c => Enumerable.Range(0, random.Next(1, 40)).Select(i => Sample($"{c}/{i}", c))).ToArray();
            var fraction = random.NextDouble();

            var (train, validation) = StratifiedSplit.Create(samples, classes, fraction, (ulong)round);

            Assert.Equal(Enumerable.Range(0, samples.Length), train.Concat(validation).Order());
            for (var c = 0; c < classes; c++)
            {
                var total = samples.Count(s => s.Label == c);
                var held = validation.Count(i => samples[i].Label == c);
                if (total == 1)
                    Assert.Equal(0, held);
                else
                    Assert.Equal(Math.Clamp((int)Math.Round(total * fraction, MidpointRounding.AwayFromZero), 1, total - 1), held);
            }
        }
    }

    [Fact]
    public void Listing_order_does_not_matter_and_the_seed_does()
    {
        var samples = Enumerable.Range(0, 100).Select(i => Sample($"{i % 4}/{i}.jpg", i % 4)).ToArray();
        var shuffled = samples.ToArray();
        new Random(1).Shuffle(shuffled);

        var held = Held(samples, 1);

        Assert.Equal(held, Held(shuffled, 1));
        Assert.NotEqual(held, Held(samples, 2));
        Assert.NotEqual(held, Held(samples, 3));

        static List<string> Held(ImageSample[] samples, ulong seed) =>
            [.. StratifiedSplit.Create(samples, 4, 0.2, seed).Validation.Select(i => samples[i].DisplayPath).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void The_split_is_the_same_for_ever()
    {
        var samples = Enumerable.Range(0, 20).Select(i => Sample($"{i % 2}/{i}.jpg", i % 2)).ToArray();

        Assert.Equal(Golden, StratifiedSplit.Create(samples, 2, 0.2, 42).Validation);
    }

    [Fact]
    public void Several_labels_keep_their_shares()
    {
        var random = new Random(9);
        for (var round = 0; round < 30; round++)
        {
            double[] likelihood = [0.5, 0.3, 0.1, 0.05];
            var samples = Enumerable.Range(0, 400)
                .Select(i => Sample($"{i}.jpg", [.. Enumerable.Range(0, 4).Where(c => random.NextDouble() < likelihood[c])])).ToArray();

            var (train, validation) = StratifiedSplit.Create(samples, 4, 0.25, (ulong)round);

            Assert.Equal(Enumerable.Range(0, 400), train.Concat(validation).Order());
            Assert.InRange(validation.Length, 92, 108);
            for (var c = 0; c < 4; c++)
            {
                var total = samples.Count(s => s.Labels.Contains(c));
                var held = validation.Count(i => samples[i].Labels.Contains(c));
                Assert.InRange(held, total * 0.25 - 3, total * 0.25 + 3);
            }
        }
    }

    [Fact]
    public void Rare_labels_are_on_both_sides_even_among_images_with_several()
    {
        var random = new Random(4);
        for (var round = 0; round < 300; round++)
        {
            // Labels 3 to 5 occur exactly twice each, besides whatever else the image has.
            var samples = Enumerable.Range(0, 60).Select(i => Sample($"{i}.jpg",
                [.. new[] { 0, 1, 2 }.Where(_ => random.Next(2) == 0), .. i < 6 ? new[] { 3 + i / 2 } : []])).ToArray();

            var (train, validation) = StratifiedSplit.Create(samples, 6, 0.2, (ulong)round);

            for (var c = 0; c < 6; c++)
            {
                Assert.Contains(train, i => samples[i].Labels.Contains(c));
                Assert.Contains(validation, i => samples[i].Labels.Contains(c));
            }
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_outside_its_range_is_refused(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedSplit.Create([Sample("a", 0)], 1, fraction, 1));

    private static readonly int[] Golden = [4, 7, 9, 12];

    private static ImageSample Sample(string path, params int[] labels) => new("/data/" + path, path, [.. labels]);
}
