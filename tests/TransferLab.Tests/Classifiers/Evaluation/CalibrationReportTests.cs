using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class CalibrationReportTests
{
    [Fact]
    public void Error_is_what_a_hand_calculates()
    {
        // 0.9 and 0.92 lie in (13/15, 14/15]: confidence 0.91, half right. 0.6 in (8/15, 9/15]: right. 1 in the last: right.
        var report = CalibrationReport.Of([0.9, 0.92, 0.6, 1], [true, false, true, true]);

        Assert.Equal(((2 * 0.41) + 0.4 + 0) / 4, report.ExpectedError, 1e-12);
        Assert.Equal(0.41, report.LargestError, 1e-12);
        Assert.Equal(CalibrationReport.BinCount, report.Bins.Count);
        Assert.Equal(4, report.Bins.Sum(b => b.Count));
        Assert.Equal(2, report.Bins[13].Count);
        Assert.Equal(0.91, report.Bins[13].Confidence, 1e-12);
    }

    [Fact]
    public void It_does_not_depend_on_the_order_and_is_a_share()
    {
        var random = new Random(4);
        for (var round = 0; round < 50; round++)
        {
            var p = Enumerable.Range(0, random.Next(0, 80)).Select(_ => random.NextDouble()).ToArray();
            var right = p.Select(_ => random.Next(2) == 0).ToArray();
            var report = CalibrationReport.Of(p, right);
            var order = Enumerable.Range(0, p.Length).OrderBy(_ => random.Next()).ToArray();

            Assert.InRange(report.ExpectedError, 0, report.LargestError + 1e-12);
            Assert.Equal(report.ExpectedError, CalibrationReport.Of([.. order.Select(i => p[i])], [.. order.Select(i => right[i])]).ExpectedError, 1e-12);
        }
    }

    [Fact]
    public void Edges_belong_to_the_range_below_and_bad_values_are_refused()
    {
        Assert.Equal(2, CalibrationReport.Of([0, 1.0 / 15], [true, true]).Bins[0].Count);
        Assert.Throws<ArgumentException>(() => CalibrationReport.Of([1.1], [true]));
        Assert.Throws<ArgumentException>(() => CalibrationReport.Of([double.NaN], [true]));
        Assert.Throws<ArgumentException>(() => CalibrationReport.Of([0.5], []));
    }
}
