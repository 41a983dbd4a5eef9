using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class RankingScoreTests
{
    [Fact]
    public void Areas_and_points_are_what_a_hand_calculates()
    {
        // By score: + − + −. Pairs in order: (4,3), (4,1), (2,1) of four.
        var score = RankingScore.Of("a", [4, 3, 2, 1], [true, false, true, false]);

        Assert.Equal(0.75, score.RocAuc!.Value, 1e-12);
        Assert.Equal((1 + (2.0 / 3)) / 2, score.AveragePrecision!.Value, 1e-12);
        Assert.Equal([(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)], score.Roc.Select(p => (p.X, p.Y)));
        Assert.Equal([(0.5, 1), (0.5, 0.5), (1, 2.0 / 3), (1, 0.5)], score.PrecisionRecall.Select(p => (p.X, p.Y)));
        Assert.Equal([null, 4.0, 3.0, 2.0, 1.0], score.Roc.Select(p => p.Threshold));
    }

    [Fact]
    public void The_area_counts_pairs_and_the_precision_is_that_of_multi_label_metrics()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var n = random.Next(1, 40);
            var scores = Enumerable.Range(0, n).Select(_ => (double)random.Next(10)).ToArray();
            var truths = Enumerable.Range(0, n).Select(_ => random.Next(3) == 0).ToArray();
            var score = RankingScore.Of("a", scores, truths);
            var (positives, negatives) = (scores.Where((_, i) => truths[i]).ToArray(), scores.Where((_, i) => !truths[i]).ToArray());

            if (positives.Length == 0 || negatives.Length == 0)
                Assert.Null(score.RocAuc);
            else
                Assert.Equal(positives.SelectMany(p => negatives, (p, q) => p > q ? 1 : p == q ? 0.5 : 0).Average(), score.RocAuc!.Value, 1e-12);
            var precision = MultiLabelMetrics.AveragePrecision([.. scores.Select(s => (float)s)], truths);
            Assert.Equal(precision is null, score.AveragePrecision is null);
            Assert.Equal(precision ?? 0, score.AveragePrecision ?? 0, 1e-12);
        }
    }

    [Fact]
    public void Neither_order_nor_a_rising_function_of_the_scores_changes_anything()
    {
        var random = new Random(6);
        var scores = Enumerable.Range(0, 50).Select(_ => (double)random.Next(20)).ToArray();
        var truths = scores.Select(s => random.NextDouble() < s / 25).ToArray();
        var plain = RankingScore.Of("a", scores, truths);
        var order = Enumerable.Range(0, 50).OrderBy(_ => random.Next()).ToArray();
        var shuffled = RankingScore.Of("a", [.. order.Select(i => Math.Exp(scores[i] / 3))], [.. order.Select(i => truths[i])]);

        Assert.Equal(plain.RocAuc, shuffled.RocAuc);
        Assert.Equal(plain.AveragePrecision!.Value, shuffled.AveragePrecision!.Value, 1e-12);
        Assert.Equal(plain.Roc.Select(p => (p.X, p.Y)), shuffled.Roc.Select(p => (p.X, p.Y)));
    }

    [Fact]
    public void Long_curves_keep_their_ends()
    {
        var score = RankingScore.Of("a", [.. Enumerable.Range(0, 5000).Select(i => (double)i)], [.. Enumerable.Range(0, 5000).Select(i => i % 3 == 0)]);

        Assert.Equal(200, score.Roc.Count);
        Assert.Equal((0, 0), (score.Roc[0].X, score.Roc[0].Y));
        Assert.Equal((1, 1), (score.Roc[^1].X, score.Roc[^1].Y));
    }
}
