using TransferLab.Reports.Svg;
using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>Loss, score and learning rate over the epochs.</summary>
internal sealed class CurvesSection : IRunSection
{
    public string Title => "Training";

    public bool Applies(RunSummary run) => run.Best is not null;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var best = run.Best!;
        using (html.Open("div", ("class", "charts")))
        {
            Chart(run, best, "Loss", $"Loss in nats over {run.Metrics.Count} epochs. At the kept epoch {best.Epoch}: training {Figures.Score(best.TrainLoss)}, held out {Figures.Score(best.ValidationLoss)}.",
                [Curve(run, "training", m => m.TrainLoss), Curve(run, "held out", m => m.ValidationLoss)]).Write(html);
            (Chart(run, best, run.IsMultiLabel ? "Mean average precision and accuracy" : "Accuracy",
                $"Over {run.Metrics.Count} epochs. The best, {Figures.Percent(run.Score(best) ?? 0)} on images held out, is that of epoch {best.Epoch}.",
                run.IsMultiLabel
                    ? [Curve(run, "labels decided right, training", m => m.TrainAccuracy), Curve(run, "mAP, held out", m => m.ValidationMeanAveragePrecision), Curve(run, "all labels right, held out", m => m.ValidationAccuracy)]
                    : [Curve(run, "training", m => m.TrainAccuracy), Curve(run, "held out", m => m.ValidationAccuracy)]) with
            { IsShare = true }).Write(html);
            (Chart(run, best, "Learning rate", $"Learning rate at the end of each epoch, between {Figures.Short(run.Metrics.Min(m => m.LearningRate))} and {Figures.Short(run.Metrics.Max(m => m.LearningRate))}.",
                [Curve(run, "learning rate", m => m.LearningRate)]) with
            { Mark = null, AlsoY = [0] }).Write(html);
        }
        html.Line();
    }

    private static LineChart Chart(RunSummary run, EpochMetrics best, string title, string description, IReadOnlyList<ChartSeries> series) => new()
    {
        Title = title,
        Description = description,
        XLabel = "epoch",
        Series = [.. series.Where(s => s.Points.Any(p => double.IsFinite(p.Y)))],
        Mark = run.Metrics.Count > 1 ? best.Epoch : null,
        MarkText = "kept",
    };

    private static ChartSeries Curve(RunSummary run, string name, Func<EpochMetrics, double?> value) =>
        new(name, [.. run.Metrics.Select(m => new ChartPoint(m.Epoch, value(m) ?? double.NaN))]);
}
