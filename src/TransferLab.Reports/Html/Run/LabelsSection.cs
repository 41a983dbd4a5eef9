namespace TransferLab.Reports.Html.Run;

/// <summary>How well each label is recognised.</summary>
internal sealed class LabelsSection : IRunSection
{
    public string Title => "By label";

    public bool Applies(RunSummary run) => run.Predictions.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var caption = $"On the {Figures.Count(run.Predictions.Count)} images held out. Precision: of the images given the label, the share that has it. "
            + $"Recall: of the images that have it, the share given it.";
        if (PredictionScores.AtThresholds(run) is { } multi)
        {
            if (run.Result.Tuning is { Thresholds: not null })
                caption += " Thresholds were chosen on these very images, so expect somewhat less on others.";
            var table = new HtmlTable(caption, new("Label", false), new("Average precision"), new("Precision"), new("Recall"), new("F1"), new("Threshold"),
                new("Images"));
            for (var i = 0; i < multi.PerLabel.Count; i++)
            {
                var l = multi.PerLabel[i];
                table.Add(l.Label, Figures.Score(l.AveragePrecision), Figures.Score(l.Precision), Figures.Score(l.Recall), Figures.Score(l.F1),
                    Figures.Short(run.Result.Tuning?.Thresholds?[i] ?? l.Threshold), Figures.Count(l.Support));
            }
            table.Write(html);
            return;
        }
        var single = new HtmlTable(caption, new("Label", false), new("Precision"), new("Recall"), new("F1"), new("Images"));
        foreach (var l in run.SingleLabel!.PerClass)
            single.Add(l.Label, Figures.Score(l.Precision), Figures.Score(l.Recall), Figures.Score(l.F1), Figures.Count(l.Support));
        single.Write(html);
    }
}

/// <summary>How many images each label has, and how much they counted.</summary>
internal sealed class BalanceSection : IRunSection
{
    public string Title => "Balance";

    public bool Applies(RunSummary run) => run.Result.Balance.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var table = new HtmlTable("Weight: "
            + (run.IsMultiLabel ? "of images with the label against those without it, in the loss." : "of the label's images in the loss.")
            + " An epoch: images with the label that it visits, repeats counted.",
            new("Label", false), new("Training images"), new("Held out"), new("Weight"), new("An epoch"));
        foreach (var b in run.Result.Balance)
            table.Add(b.Label, Figures.Count(b.TrainImages), Figures.Count(b.ValidationImages), Figures.Short(b.Weight), Figures.Short(b.PerEpoch));
        table.Write(html);
    }
}
