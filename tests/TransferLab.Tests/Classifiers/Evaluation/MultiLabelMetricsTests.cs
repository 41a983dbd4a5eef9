using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class MultiLabelMetricsTests
{
    [Fact]
    public void Report_is_what_a_hand_calculates()
    {
        // Columns: label a, label b, label c (never true, never predicted).
        float[] logits = [2, -1, -9, 1, 1, -9, -1, 2, -9, -2, -2, -9], targets = [1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0];

        var report = MultiLabelMetrics.Compute(logits, targets, ["a", "b", "c"]);

        // a: predicted 1 1 0 0, true 1 0 1 0 → TP 1, FP 1, FN 1. b: predicted 0 1 1 0, true 0 1 1 0 → TP 2.
        Assert.Equal(4, report.Images);
        Assert.Equal(0.5, report.PerLabel[0].F1, 1e-12);
        Assert.Equal(1, report.PerLabel[1].F1, 1e-12);
        Assert.Equal(6.0 / 8, report.MicroF1, 1e-12);
        Assert.Equal(0.75, report.MacroF1, 1e-12);
        Assert.Equal(0.5, report.SubsetAccuracy, 1e-12);
        Assert.Equal(2.0 / 12, report.HammingLoss, 1e-12);
        // a by score: 2(+) 1(−) −1(+) −2(−) → (1/1 + 2/3) / 2.
        Assert.Equal((1 + 2.0 / 3) / 2, report.PerLabel[0].AveragePrecision!.Value, 1e-12);
        Assert.Equal(1, report.PerLabel[1].AveragePrecision!.Value, 1e-12);
        Assert.Null(report.PerLabel[2].AveragePrecision);
        Assert.Equal((1 + (1 + 2.0 / 3) / 2) / 2, report.MeanAveragePrecision, 1e-12);
    }

    [Fact]
    public void Thresholds_move_decisions_but_not_average_precision()
    {
        float[] logits = [0.5f, -0.5f], targets = [1, 1];

        var low = MultiLabelMetrics.Compute(logits, targets, ["a"], [0.3f]);
        var high = MultiLabelMetrics.Compute(logits, targets, ["a"], [0.7f]);

        Assert.Equal((1.0, 0.0), (low.SubsetAccuracy, high.SubsetAccuracy));
        Assert.Equal(low.MeanAveragePrecision, high.MeanAveragePrecision);
        Assert.Equal(0.7f, high.PerLabel[0].Threshold);
    }

    [Fact]
    public void Images_with_equal_scores_enter_together() =>
        Assert.Equal(0.5, MultiLabelMetrics.AveragePrecision([1f, 1f, 1f, 1f], [true, false, true, false])!.Value, 1e-12);

    [Fact]
    public void Average_precision_is_that_of_the_slow_definition_for_any_scores()
    {
        var random = new Random(2);
        for (var round = 0; round < 300; round++)
        {
            var n = random.Next(1, 30);
            var scores = Enumerable.Range(0, n).Select(_ => (float)random.Next(8)).ToArray();
            var truths = Enumerable.Range(0, n).Select(_ => random.Next(3) == 0).ToArray();
            var positives = truths.Count(t => t);

            double expected = 0, recall = 0;
            foreach (var threshold in scores.Distinct().OrderDescending())
            {
                var above = Enumerable.Range(0, n).Where(i => scores[i] >= threshold).ToList();
                double hits = above.Count(i => truths[i]);
                expected += (hits / positives - recall) * hits / above.Count;
                recall = hits / positives;
            }

            var actual = MultiLabelMetrics.AveragePrecision(scores, truths);
            if (positives == 0)
                Assert.Null(actual);
            else
                Assert.Equal(expected, actual!.Value, 1e-12);
        }
    }

    [Fact]
    public void All_negative_images_are_no_error()
    {
        var report = MultiLabelMetrics.Compute([-1, -1], [0, 0], ["a", "b"]);

        Assert.Equal((1.0, 0.0, 0.0, 0.0), (report.SubsetAccuracy, report.HammingLoss, report.MeanAveragePrecision, report.MacroF1));
    }

    [Fact]
    public void Wrong_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MultiLabelMetrics.Compute([0f], [0.5f], ["a"]));
        Assert.Throws<ArgumentException>(() => MultiLabelMetrics.Compute([0f, 0f], [0f], ["a"]));
        Assert.Throws<ArgumentException>(() => MultiLabelMetrics.Compute([0f], [0f], ["a"], [0.5f, 0.5f]));
        Assert.Throws<NotFiniteNumberException>(() => MultiLabelMetrics.Compute([float.NaN], [0f], ["a"]));
    }
}
