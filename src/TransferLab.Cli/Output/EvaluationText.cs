using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Cli.Output;

/// <summary>Shows an evaluation, as JSON or as tables.</summary>
internal static class EvaluationText
{
    private const int WidestConfusion = 20;

    public static EvaluationJson ToJson(PackageEvaluation e)
    {
        int? skipped = e.Skipped.Count > 0 ? e.Skipped.Count : null;
        var (d, ranking) = (e.Details, e.Details.Ranking);
        var json = e.SingleLabel is { } s
            ? new EvaluationJson(s.Images, s.Accuracy, s.Top5, s.MacroF1, s.Loss,
                [.. s.PerClass.Select((c, i) => Score(c.Label, c.Precision, c.Recall, c.F1, c.Support, i, null))],
                s.Confusion, e.ImagesPerSecond, null, skipped)
            : new EvaluationJson(e.MultiLabel!.Images, e.MultiLabel.SubsetAccuracy, null, e.MultiLabel.MacroF1, e.MultiLabel.Loss,
                [.. e.MultiLabel.PerLabel.Select((c, i) => Score(c.Label, c.Precision, c.Recall, c.F1, c.Support, i, Math.Round(c.Threshold, 6)))],
                null, e.ImagesPerSecond, e.MultiLabel.MeanAveragePrecision, skipped);
        return json with
        {
            MicroF1 = e.MultiLabel?.MicroF1,
            HammingLoss = e.MultiLabel?.HammingLoss,
            TopK = d.TopK.Count > 0 ? [.. d.TopK.Select(t => t.Share)] : null,
            MeanRocAuc = d.MeanRocAuc,
            CalibrationError = d.Calibration.ExpectedError,
            Intervals = ToJson(d.Intervals),
        };

        ClassScoreJson Score(string label, double precision, double recall, double f1, int support, int index, double? threshold) =>
            new(label, precision, recall, f1, support)
            {
                AveragePrecision = ranking[index].AveragePrecision,
                RocAuc = ranking[index].RocAuc,
                Threshold = threshold,
            };
    }

    public static IntervalsJson? ToJson(ScoreIntervals? intervals)
    {
        return intervals is { } i
            ? new(i.Confidence, i.Resamples, Ends(i.Accuracy ?? i.SubsetAccuracy), Ends(i.MacroF1)!, Ends(i.MeanAveragePrecision)!, Ends(i.MicroF1)) : null;

        static IntervalJson? Ends(ScoreInterval? interval) => interval is null ? null : new(interval.Low, interval.High);
    }

    public static void Write(TextWriter output, PackageEvaluation e)
    {
        var json = ToJson(e);
        var console = Consoles.For(output);
        var c = CultureInfo.InvariantCulture;
        var measure = json.MeanAveragePrecision is { } map ? $"mean average precision {map.ToString("0.000", c)}, every label right" : "accuracy";
        var rest = string.Create(c, $"macro F1 {json.MacroF1:0.000}, loss {json.Loss:0.000}, {json.ImagesPerSecond:0} images/s");
        console.MarkupLineInterpolated(c, $"[bold]{json.Images} images[/], {measure} {json.Accuracy:0.000}, {rest}");
        List<string> more = [];
        if (json.TopK is { Count: > 2 } top)
            more.Add(string.Create(c, $"top 3 {top[2]:0.000}"));
        if (json.MicroF1 is { } micro)
            more.Add(string.Create(c, $"micro F1 {micro:0.000}, Hamming loss {json.HammingLoss:0.000}"));
        if (json.MeanRocAuc is { } area)
            more.Add(string.Create(c, $"mean area under ROC {area:0.000}"));
        more.Add(string.Create(c, $"expected calibration error {json.CalibrationError:0.000}"));
        console.WriteLine(string.Join(", ", more));
        if (json.Intervals is { } i)
            console.WriteLine(string.Create(c,
                $"{i.Confidence * 100:0.##} % intervals: {(json.MeanAveragePrecision is null ? "accuracy" : "every label right")} "
                + $"{Range(i.Accuracy)}, macro F1 {Range(i.MacroF1)}, mean average precision {Range(i.MeanAveragePrecision)}"));
        var multi = json.MeanAveragePrecision is not null;
        var table = new Table().Border(TableBorder.Simple).AddColumn("label");
        foreach (var heading in (string[])["precision", "recall", "F1", "AP", .. (multi ? (string[])["threshold"] : []), "images"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var s in json.PerClass)
            table.AddRow([Markup.Escape(s.Label), s.Precision.ToString("0.000", c), s.Recall.ToString("0.000", c), s.F1.ToString("0.000", c),
                s.AveragePrecision?.ToString("0.000", c) ?? "–",
                .. (multi ? (string[])[s.Threshold!.Value.ToString("0.###", c)] : []), s.Support.ToString(c)]);
        console.Write(table);
        if (json.Confusion is { Count: <= WidestConfusion } confusion)
            WriteConfusion(console, json, confusion);

        string Range(IntervalJson? ends) => string.Create(c, $"{ends!.Low:0.000} to {ends.High:0.000}");
    }

    private static void WriteConfusion(IAnsiConsole console, EvaluationJson json, IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("true \\ predicted");
        foreach (var s in json.PerClass)
            table.AddColumn(new TableColumn(Markup.Escape(s.Label)).RightAligned());
        for (var i = 0; i < confusion.Count; i++)
            table.AddRow([Markup.Escape(json.PerClass[i].Label),
                .. confusion[i].Select((n, j) => i == j ? $"[green]{n}[/]" : n == 0 ? "[grey]·[/]" : $"[red]{n}[/]")]);
        console.Write(table);
    }
}
