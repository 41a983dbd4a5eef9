namespace TransferLab.Reports.Html.Run;

/// <summary>The head of a run's report: what came out, in large figures and plain words.</summary>
internal static class Headline
{
    public static void Write(HtmlWriter html, RunSummary run, string name)
    {
        var result = run.Result;
        using (html.Open("header"))
        {
            html.Line().Element("h1", name);
            html.Element("p", $"Fine-tuned {Path.GetFileName(run.Config.Backbone.Path)} on {run.Config.Dataset.Root}, {Figures.Count(result.TrainImages)} "
                + $"training images, {result.Labels.Count} labels, strategy {run.Config.Freeze}, "
                + run.Config.Created.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) + ".", ("class", "soft"));
            using (html.Open("dl", ("class", "tiles")))
            {
                Tile(html, run.IsMultiLabel ? "Mean average precision" : "Accuracy", Figures.Percent(result.Validation.Accuracy),
                    $"on {Figures.Count(result.ValidationImages)} images held out");
                Tile(html, "Macro F1", Figures.Score(result.Validation.MacroF1), "mean over the labels");
                Tile(html, "Loss", Figures.Score(result.Validation.Loss), "nats, held out");
                if (result.Test is { } test)
                    Tile(html, "Test " + run.ScoreName, Figures.Percent(test.Accuracy), $"on {Figures.Count(result.TestImages)} images never seen");
                Tile(html, "Trained", Figures.Percent((double)result.TrainableParameters / Math.Max(1, result.TotalParameters)),
                    $"{Figures.Count(result.TrainableParameters)} of {Figures.Count(result.TotalParameters)} parameters");
                Tile(html, "Time", Figures.Time(result.Seconds), $"{Figures.Short(result.TrainImagesPerSecond)} images/s through training steps");
            }
            html.Line().Element("p", Answer(run));
            html.Element("p", Caution(run));
        }
    }

    private static void Tile(HtmlWriter html, string name, string figure, string note)
    {
        using (html.Line().Open("div"))
        {
            html.Element("dt", name);
            using (html.Open("dd"))
            {
                html.Text(figure);
                html.Element("small", note);
            }
        }
    }

    private static string Answer(RunSummary run)
    {
        var (v, images) = (run.Result.Validation, run.Result.ValidationImages);
        if (run.IsMultiLabel)
            return $"In {Figures.Percent(run.MultiLabel?.SubsetAccuracy ?? v.SubsetAccuracy ?? run.Best?.ValidationAccuracy ?? 0)} of the "
                + $"{Figures.Count(images)} images held out every label is decided right; "
                + $"ranking the images by each label puts the right ones first with a mean average precision of {Figures.Percent(v.Accuracy)}.";
        var right = (int)Math.Round(v.Accuracy * images);
        var (low, high) = Figures.Wilson(right, images);
        return $"Of {Figures.Count(images)} images held out, {Figures.Count(right)} get the right label. From so many images one can tell that the accuracy on "
            + $"pictures of this kind lies "
            + $"between {Figures.Percent(low)} and {Figures.Percent(high)} (95 % confidence).";
    }

    private static string Caution(RunSummary run)
    {
        var best = run.Best is { } b ? $" (epoch {Figures.Count(b.Epoch)} of {Figures.Count(run.Result.Epochs)})" : "";
        var text = $"The images held out also chose the epoch whose weights were kept{best}, so expect slightly less on new pictures.";
        return run.Result.Test is { } test
            ? $"{text} The {Figures.Count(run.Result.TestImages)} images of the test folder took no part in that: {run.ScoreName} "
                + $"{Figures.Percent(test.Accuracy)}, macro F1 {Figures.Score(test.MacroF1)}, loss {Figures.Score(test.Loss)}."
            : text;
    }
}
