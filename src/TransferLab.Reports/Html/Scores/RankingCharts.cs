namespace TransferLab.Reports.Html.Scores;

/// <summary>ROC and precision-recall curves, each class against all others.</summary>
internal static class RankingCharts
{
    /// <param name="html">Where to.</param>
    /// <param name="ranking">The classes. Where there are more than can be told apart, the curves of the least well ranked are drawn.</param>
    public static void Write(HtmlWriter html, IReadOnlyList<RankingScore> ranking)
    {
        RankingScore[] drawn = [.. ranking.Where(r => r.RocAuc is not null).OrderBy(r => r.AveragePrecision).Take(SvgDrawing.Styles)
            .OrderBy(r => ranking.ToList().IndexOf(r))];
        if (drawn.Length > 0)
            using (html.Open("div", ("class", "charts")))
            {
                Chart("ROC", "false positive rate", $"True over false positive rate. Mean area {Figures.Score(ranking.Average(r => r.RocAuc))}.", drawn,
                    r => r.Roc).Write(html);
                Chart("Precision over recall", "recall",
                    $"Precision over recall. Mean average precision {Figures.Score(ranking.Average(r => r.AveragePrecision))}.", drawn, r => r.PrecisionRecall)
                        .Write(html);
            }
        var table = new HtmlTable("Each label against all others. Area under the ROC curve: the chance that an image with the label scores above one without "
            + "it. Average precision: area under precision over recall."
            + (ranking.Count(r => r.RocAuc is not null) > drawn.Length ? $" Drawn are the {drawn.Length} with the lowest average precision." : ""),
            new("Label", false), new("Area under ROC"), new("Average precision"), new("Images"));
        foreach (var r in ranking)
            table.Add(r.Label, Figures.Score(r.RocAuc), Figures.Score(r.AveragePrecision), Figures.Count(r.Positives));
        table.Write(html);
    }

    private static LineChart Chart(string title, string xLabel, string description, IReadOnlyList<RankingScore> ranking,
        Func<RankingScore, IReadOnlyList<CurvePoint>> points) => new()
        {
            Title = title,
            Description = description,
            XLabel = xLabel,
            Series = [.. ranking.Select(r => new ChartSeries(r.Label, [.. points(r).Select(p => new ChartPoint(p.X, p.Y))]))],
            IsShareX = true,
            IsShare = true,
            AlsoY = [0, 1],
        };
}

/// <summary>Bootstrap intervals in words.</summary>
internal static class IntervalText
{
    public static string Of(ScoreIntervals intervals)
    {
        (string Name, ScoreInterval? Interval)[] all =
        [
            ("accuracy", intervals.Accuracy), ("every label right", intervals.SubsetAccuracy), ("mean average precision", intervals.MeanAveragePrecision),
            ("macro F1", intervals.MacroF1), ("micro F1", intervals.MicroF1),
        ];
        return $"Drawing as many images anew {Figures.Count(intervals.Resamples)} times puts {Figures.Percent(intervals.Confidence)} of the scores between: "
            + string.Join("; ", all.Where(a => a.Interval is not null)
                .Select(a => $"{a.Name} {Figures.Score(a.Interval!.Low)} and {Figures.Score(a.Interval.High)} (here {Figures.Score(a.Interval.Value)})")) + ".";
    }
}
