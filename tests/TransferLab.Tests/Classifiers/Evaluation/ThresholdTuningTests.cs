using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class ThresholdTuningTests
{
    [Fact]
    public void The_threshold_is_where_F1_is_highest()
    {
        // True at and above 0.3, false below: any number above 0.2 and up to 0.3 has F1 1.
        double[] p = [0.05, 0.1, 0.1, 0.15, 0.2, 0.3, 0.35, 0.4, 0.6, 0.9];
        bool[] truth = [false, false, false, false, false, true, true, true, true, true];

        Assert.Equal(0.25, ThresholdTuning.Tune(p, truth), 0.03);
    }

    [Fact]
    public void A_half_is_kept_where_it_is_as_good_as_any()
    {
        double[] p = [0.1, 0.1, 0.2, 0.2, 0.3, 0.8, 0.8, 0.9, 0.9, 0.9];

        Assert.Equal(0.5, ThresholdTuning.Tune(p, [.. p.Select(x => x > 0.5)]));
    }

    [Fact]
    public void Labels_with_few_images_on_a_side_keep_a_half()
    {
        double[] p = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.3, 0.3];

        Assert.Equal(0.5, ThresholdTuning.Tune(p, [.. p.Select(x => x > 0.15)]));
        Assert.Equal(0.5, ThresholdTuning.Tune([.. p.Select(x => 1 - x)], [.. p.Select(x => x < 0.15)]));
        Assert.Equal(0.5, ThresholdTuning.Tune([], []));
        Assert.Throws<ArgumentException>(() => ThresholdTuning.Tune([0.5], []));
    }

    [Fact]
    public void No_threshold_has_a_higher_F1_and_the_order_of_images_does_not_matter()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var n = random.Next(12, 60);
            var p = Enumerable.Range(0, n).Select(_ => Math.Round(random.NextDouble(), random.Next(1, 5))).ToArray();
            var truth = p.Select(x => random.NextDouble() < (x + 0.2) / 1.5).ToArray();
            var threshold = ThresholdTuning.Tune(p, truth);
            Assert.InRange(threshold, double.Epsilon, 1 - 1e-12);
            var positives = truth.Count(t => t);
            if (positives < ThresholdTuning.LeastImages || n - positives < ThresholdTuning.LeastImages)
                continue;

            var best = F1(threshold);
            foreach (var other in p.Append(0.5))
                Assert.True(F1(other) <= best + 1e-12 || other == 0, $"round {round}: {other} beats {threshold}");
            var order = Enumerable.Range(0, n).OrderBy(_ => random.Next()).ToArray();
            Assert.Equal(threshold, ThresholdTuning.Tune([.. order.Select(i => p[i])], [.. order.Select(i => truth[i])]));

            double F1(double t)
            {
                int given = p.Count(x => x >= t), hits = Enumerable.Range(0, n).Count(i => p[i] >= t && truth[i]);
                return 2.0 * hits / (given + positives);
            }
        }
    }

    [Fact]
    public void The_threshold_keeps_away_from_the_probabilities_beside_it()
    {
        double[] p = [0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2];
        var threshold = ThresholdTuning.Tune(p, [.. p.Select(x => x > 0.15)]);

        Assert.InRange(threshold, 0.125, 0.175);
    }
}
