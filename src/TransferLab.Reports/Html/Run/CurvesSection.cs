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
            Chart(run, best, "Loss",
                $"Loss in nats over {run.Metrics.Count} epochs. At the kept epoch {best.Epoch}: training {Figures.Score(best.TrainLoss)}, held out "
                    + $"{Figures.Score(best.ValidationLoss)}.",
                [Curve(run, "training", m => m.TrainLoss), Curve(run, "held out", m => m.ValidationLoss)]).Write(html);
            (Chart(run, best, run.IsMultiLabel ? "Mean average precision and accuracy" : "Accuracy",
                $"Over {run.Metrics.Count} epochs. The best, {Figures.Percent(run.Score(best) ?? 0)} on images held out, is that of epoch {best.Epoch}.",
                run.IsMultiLabel
                    ? [Curve(run, "labels decided right, training", m => m.TrainAccuracy), Curve(run, "mAP, held out", m => m.ValidationMeanAveragePrecision),
                        Curve(run, "all labels right, held out", m => m.ValidationAccuracy)]
                    : [Curve(run, "training", m => m.TrainAccuracy), Curve(run, "held out", m => m.ValidationAccuracy)]) with
            { IsShare = true }).Write(html);
            (Chart(run, best, "Learning rate",
                $"Learning rate at the end of each epoch, between {Figures.Short(run.Metrics.Min(m => m.LearningRate))} and "
                    + $"{Figures.Short(run.Metrics.Max(m => m.LearningRate))}.",
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

/// <summary>Gradient norms per layer group on a logarithmic axis; where a run logged none, those of the whole.</summary>
internal sealed class GradientsSection : IRunSection
{
    public string Title => "Gradients";

    public bool Applies(RunSummary run) => run.Gradients.Count > 0 || run.Metrics.Any(m => m.GradientNorm is not null);

    public void Write(HtmlWriter html, RunSummary run)
    {
        html.Element("p", "Curves that rise by orders of magnitude mean that training is about to diverge; a group whose norm falls towards nothing hardly "
            + "learns.", ("class", "soft"));
        using (html.Open("div", ("class", "charts")))
        {
            if (run.Gradients.Count > 0)
            {
                Chart("Mean gradient norm per layer group", run.Gradients, g => g.MeanNorm).Write(html);
                Chart("Largest gradient norm per layer group", run.Gradients, g => g.MaxNorm).Write(html);
            }
            else
            {
                Chart("Gradient norm", [.. run.Metrics.Where(m => m.GradientNorm is not null)
                    .Select(m => new GradientNorms(m.Epoch, "all that trains", m.GradientNorm!.Value, m.GradientNorm.Value))], g => g.MeanNorm).Write(html);
            }
        }
        html.Line();
    }

    private static LineChart Chart(string title, IReadOnlyList<GradientNorms> norms, Func<GradientNorms, double> value)
    {
        // Groups come in path order within an epoch; one that is unfrozen later still belongs before those behind it.
        var groups = norms.Where(n => n.Epoch == norms[^1].Epoch).Select(n => n.Group).Concat(norms.Select(n => n.Group)).Distinct().ToList();
        var finite = norms.Select(value).Where(v => double.IsFinite(v) && v > 0).DefaultIfEmpty(0).ToList();
        return new LineChart
        {
            Title = title,
            Description = $"Logarithmic. {groups.Count} groups ({string.Join(", ", groups)}) over {norms.Select(n => n.Epoch).Distinct().Count()} epochs; "
                + $"values from {Figures.Short(finite.Min())} to {Figures.Short(finite.Max())}.",
            XLabel = "epoch",
            LogY = true,
            Series = [.. groups.Select(g =>
                new ChartSeries(g, [.. norms.Where(n => n.Group == g).OrderBy(n => n.Epoch).Select(n => new ChartPoint(n.Epoch, value(n)))]))],
        };
    }
}

/// <summary>The learning-rate range test and the rate that was picked.</summary>
internal sealed class RangeTestSection : IRunSection
{
    public string Title => "Learning-rate range test";

    public bool Applies(RunSummary run) => run.RangeTest.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var test = run.RangeTest;
        var picked = run.Config.PickedLearningRate;
        html.Element("p", $"The rate rose from {Figures.Short(test[0].Rate)} to {Figures.Short(test[^1].Rate)} over {test.Count} steps, on weights that were "
            + $"put back afterwards."
            + (picked is { } rate ? $" The run took {Figures.Short(rate)} as its highest." : ""));
        // The loss of a rate far too high would press everything else flat.
        var first = test[0].SmoothedLoss;
        var ceiling = Math.Max(first * 3, test.Min(t => t.SmoothedLoss) * 6);
        new LineChart
        {
            Title = "Loss against learning rate",
            Description = $"Logarithmic in the rate. The smoothed loss begins at {Figures.Short(first)}; its least is "
                + $"{Figures.Short(test.Min(t => t.SmoothedLoss))} at a rate of {Figures.Short(test.MinBy(t => t.SmoothedLoss)!.Rate)}.",
            XLabel = "learning rate",
            LogX = true,
            Series =
            [
                new("of each step", [.. test.Select(t => new ChartPoint(t.Rate, t.Loss <= ceiling ? t.Loss : double.NaN))]),
                new("smoothed", [.. test.Select(t => new ChartPoint(t.Rate, t.SmoothedLoss <= ceiling ? t.SmoothedLoss : double.NaN))]),
            ],
            Mark = picked,
            MarkText = "taken",
        }.Write(html);
    }
}
