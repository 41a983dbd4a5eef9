using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class ScoredImagesTests
{
    [Fact]
    public void Details_are_what_a_hand_calculates()
    {
        var images = new ScoredImages(["a", "b", "c"], LearningTask.SingleLabel, [0.7, 0.2, 0.1, 0.3, 0.3, 0.4, 0.1, 0.6, 0.3], [[0], [0], [1]], []);
        var details = images.Details(new BootstrapOptions { Resamples = 0 });

        // Image 1: c before a (0.4), a before b among equals.
        Assert.Equal([2.0 / 3, 1, 1], details.TopK.Select(t => t.Share), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Null(details.Intervals);
        // c: no image has it.
        Assert.Null(details.Ranking[2].RocAuc);
        Assert.Equal(1, details.MeanRocAuc!.Value, 1e-12);
        Assert.Equal(3, details.Calibration.Bins.Sum(b => b.Count));
    }

    [Fact]
    public void Resampled_scores_of_every_image_once_are_those_of_the_metrics()
    {
        var random = new Random(7);
        for (var round = 0; round < 40; round++)
        {
            int classes = random.Next(2, 5), count = random.Next(1, 40);
            var logits = Enumerable.Range(0, count * classes).Select(_ => (float)random.Next(-6, 7)).ToArray();
            var multi = round % 2 == 0;
            var task = multi ? LearningTask.MultiLabel : LearningTask.SingleLabel;
            var labels = Enumerable.Range(0, count).Select(_ => multi
                ? (IReadOnlyList<int>)[.. Enumerable.Range(0, classes).Where(_ => random.Next(3) == 0)]
                : [random.Next(classes)]).ToArray();
            string[] names = [.. Enumerable.Range(0, classes).Select(c => $"{c}")];
            var thresholds = Enumerable.Range(0, classes).Select(_ => 0.25f + (random.Next(3) / 4f)).ToArray();
            var scored = new ScoredImages(names, task, LogitScaling.ToProbabilities(logits, classes, task), labels, [.. thresholds.Select(t => (double)t)]);

            var intervals = scored.Details(new BootstrapOptions { Resamples = 5 }).Intervals!;
            if (multi)
            {
                var targets = labels.SelectMany(l => Enumerable.Range(0, classes).Select(c => l.Contains(c) ? 1f : 0f)).ToArray();
                var report = MultiLabelMetrics.Compute(logits, targets, names, thresholds);
                Assert.Equal(report.SubsetAccuracy, intervals.SubsetAccuracy!.Value, 1e-12);
                Assert.Equal(report.MacroF1, intervals.MacroF1.Value, 1e-12);
                Assert.Equal(report.MicroF1, intervals.MicroF1!.Value, 1e-12);
                Assert.Equal(report.MeanAveragePrecision, intervals.MeanAveragePrecision.Value, 1e-12);
            }
            else
            {
                var report = ClassificationMetrics.Compute(logits, labels.Select(l => l[0]).ToArray(), names);
                Assert.Equal(report.Accuracy, intervals.Accuracy!.Value, 1e-12);
                Assert.Equal(report.MacroF1, intervals.MacroF1.Value, 1e-12);
            }
        }
    }

    [Fact]
    public void Without_images_there_is_nothing_and_no_error()
    {
        var details = new ScoredImages(["a"], LearningTask.MultiLabel, [], [], [0.5]).Details(new BootstrapOptions());

        Assert.Null(details.Intervals);
        Assert.Equal(0, details.Calibration.ExpectedError);
    }
}
