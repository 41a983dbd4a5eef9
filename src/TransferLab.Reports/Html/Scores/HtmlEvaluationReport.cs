namespace TransferLab.Reports.Html.Scores;

/// <summary>An evaluation as a page in one file that loads nothing.</summary>
public static class HtmlEvaluationReport
{
    private const int MostClasses = 40;

    /// <summary>Name of the page.</summary>
    public const string FileName = "evaluation.html";

    /// <summary>Writes <c>evaluation.html</c>.</summary>
    /// <param name="folder">Where to; one that is there is replaced.</param>
    /// <param name="evaluation">What was scored.</param>
    /// <param name="package">The package, as the reader knows it.</param>
    /// <param name="images">The folder of pictures, as the reader knows it.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, PackageEvaluation evaluation, string package, string images)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        AtomicFile.WriteText(Path.Combine(folder, FileName), Render(evaluation, package, images));
    }

    internal static string Render(PackageEvaluation e, string package, string images) => HtmlPage.Write("Evaluation · TransferLab", html =>
    {
        using (html.Open("header"))
        {
            html.Line().Element("h1", "Evaluation");
            html.Element("p", $"{package} on the {Figures.Count(e.Images.Count)} images of {images}.", ("class", "soft"));
            using (html.Open("dl", ("class", "tiles")))
                foreach (var (name, figure, note) in Tiles(e))
                    using (html.Line().Open("div"))
                    {
                        html.Element("dt", name);
                        using (html.Open("dd"))
                        {
                            html.Text(figure);
                            html.Element("small", note);
                        }
                    }
            if (e.Details.Intervals is { } intervals)
                html.Line().Element("p", IntervalText.Of(intervals));
        }
        Section(html, "By label", () => Labels(html, e));
        if (e.SingleLabel is { } single && e.Labels.Count <= MostClasses)
            Section(html, "Confusion matrix", () => Confusion(html, e.Labels, single.Confusion));
        Section(html, "Ranking", () => RankingCharts.Write(html, e.Details.Ranking));
        Section(html, "Calibration", () =>
        {
            var what = e.SingleLabel is null ? "label decisions" : "answers";
            html.Element("p", $"Expected calibration error {Figures.Score(e.Details.Calibration.ExpectedError)}: by so much confidence and the share of {what} "
                + $"that is right differ on average; at most, in a range of confidence, by {Figures.Score(e.Details.Calibration.LargestError)}.");
            ReliabilityDiagram.Write(html, what, ("here", e.Details.Calibration));
            ReliabilityDiagram.WriteTable(html, "Answers by confidence; ranges without any are left out.", e.Details.Calibration);
        });
        if (e.Skipped.Count > 0)
            Section(html, "Skipped files", () =>
            {
                var table = new HtmlTable("They could not be read and count nowhere.", new("File", false), new("Why", false));
                foreach (var file in e.Skipped)
                    table.Add(file.Path, file.Reason);
                table.Write(html);
            });
        html.Line().Element("footer", "Written by TransferLab.");
    });

    private static IEnumerable<(string Name, string Figure, string Note)> Tiles(PackageEvaluation e)
    {
        if (e.SingleLabel is { } s)
        {
            yield return ("Accuracy", Figures.Percent(s.Accuracy), "most probable label right");
            foreach (var top in e.Details.TopK.Where(t => t.K is 3 or 5 && t.K < e.Labels.Count))
                yield return ($"Top {top.K}", Figures.Percent(top.Share), "right one among them");
            yield return ("Macro F1", Figures.Score(s.MacroF1), "mean over the labels");
            yield return ("Loss", Figures.Score(s.Loss), "nats");
        }
        if (e.MultiLabel is { } m)
        {
            yield return ("Mean average precision", Figures.Percent(m.MeanAveragePrecision), "ranking by each label");
            yield return ("Micro F1", Figures.Score(m.MicroF1), "all decisions");
            yield return ("Macro F1", Figures.Score(m.MacroF1), "mean over the labels");
            yield return ("All right", Figures.Percent(m.SubsetAccuracy), "images with every label right");
            yield return ("Hamming loss", Figures.Percent(m.HammingLoss), "decisions that are wrong");
            yield return ("Loss", Figures.Score(m.Loss), "nats");
        }
        yield return ("Mean area under ROC", Figures.Score(e.Details.MeanRocAuc), "each label against the rest");
        yield return ("Calibration error", Figures.Score(e.Details.Calibration.ExpectedError), "expected");
    }

    private static void Section(HtmlWriter html, string title, Action write)
    {
        using (html.Line().Open("section"))
        {
            html.Line().Element("h2", title);
            write();
        }
    }

    private static void Labels(HtmlWriter html, PackageEvaluation e)
    {
        const string caption = "Precision: of the images given the label, the share that has it. Recall: of the images that have it, the share given it.";
        if (e.SingleLabel is { } s)
        {
            var table = new HtmlTable(caption, new("Label", false), new("Precision"), new("Recall"), new("F1"), new("Images"));
            foreach (var c in s.PerClass)
                table.Add(c.Label, Figures.Score(c.Precision), Figures.Score(c.Recall), Figures.Score(c.F1), Figures.Count(c.Support));
            table.Write(html);
        }
        else
        {
            var table = new HtmlTable(caption, new("Label", false), new("Threshold"), new("Precision"), new("Recall"), new("F1"), new("Images"));
            foreach (var c in e.MultiLabel!.PerLabel)
                table.Add(c.Label, Figures.Short(c.Threshold), Figures.Score(c.Precision), Figures.Score(c.Recall), Figures.Score(c.F1),
                    Figures.Count(c.Support));
            table.Write(html);
        }
    }

    private static void Confusion(HtmlWriter html, IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<int>> counts)
    {
        var table = new HtmlTable(
            "Rows: the true label. Columns: the label the classifier gives.", [new("true \\ given", false), .. labels.Select(l => new HtmlColumn(l))]);
        for (var i = 0; i < counts.Count; i++)
            table.Add([labels[i], .. counts[i].Select((n, j) => new HtmlCell(Figures.Count(n), IsStrong: i == j))]);
        table.Write(html);
    }
}
