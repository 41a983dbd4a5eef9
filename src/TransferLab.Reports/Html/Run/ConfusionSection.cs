namespace TransferLab.Reports.Html.Run;

/// <summary>Which labels are taken for which. Where there are too many for a table that one can read, the pairs most often confused.</summary>
internal sealed class ConfusionSection : IRunSection
{
    private const int MostLabels = 40;
    private const int MostPairs = 40;

    // Text must stay readable on the strongest shade.
    private const double StrongestShade = 0.45;

    public string Title => "Confusion matrix";

    public bool Applies(RunSummary run) => !run.IsMultiLabel && run.Predictions.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var counts = run.SingleLabel!.Confusion;
        if (run.Labels.Count > MostLabels)
            WritePairs(html, run, counts);
        else
            WriteMatrix(html, run, counts);
    }

    private static void WriteMatrix(HtmlWriter html, RunSummary run, IReadOnlyList<IReadOnlyList<int>> counts)
    {
        var id = HtmlTable.Caption(html, "Rows: the true label. Columns: the label the classifier gives. Shades by share of the row.");
        using (HtmlTable.OpenBox(html, id))
        using (html.Line().Open("table", ("class", "matrix"), ("aria-labelledby", id)))
        {
            using (html.Line().Open("thead"))
            using (html.Open("tr"))
            {
                html.Element("th", "true \\ given", ("scope", "col"));
                foreach (var label in run.Labels)
                    using (html.Open("th", ("scope", "col"), ("title", label)))
                        html.Element("span", label);
            }
            using (html.Line().Open("tbody"))
                for (var t = 0; t < counts.Count; t++)
                    WriteRow(html, run.Labels, counts[t], t);
        }
        html.Line();
    }

    private static void WriteRow(HtmlWriter html, IReadOnlyList<string> labels, IReadOnlyList<int> row, int truth)
    {
        var support = row.Sum();
        using (html.Line().Open("tr"))
        {
            html.Element("th", labels[truth], ("scope", "row"), ("title", labels[truth]));
            for (var p = 0; p < row.Count; p++)
            {
                if (row[p] == 0)
                {
                    html.Element("td", "0", ("class", "none"));
                    continue;
                }
                var shade = ((double)row[p] / support * StrongestShade).ToString("0.###", CultureInfo.InvariantCulture);
                html.Element("td", Figures.Count(row[p]), ("class", p == truth ? "hit" : "miss"), ("style", $"--a:{shade}"),
                    ("title", $"{labels[truth]}, given as {labels[p]}"));
            }
        }
    }

    private static void WritePairs(HtmlWriter html, RunSummary run, IReadOnlyList<IReadOnlyList<int>> counts)
    {
        var table = new HtmlTable($"The pairs most often confused; the matrix of {run.Labels.Count} labels would be too large to read.",
            new("True label", false), new("Given label", false), new("Images"), new("Share of the label"));
        var pairs = from t in Enumerable.Range(0, counts.Count)
                    from p in Enumerable.Range(0, counts.Count)
                    where t != p && counts[t][p] > 0
                    orderby counts[t][p] descending, t, p
                    select (t, p);
        foreach (var (t, p) in pairs.Take(MostPairs))
            table.Add(run.Labels[t], run.Labels[p], Figures.Count(counts[t][p]), Figures.Percent((double)counts[t][p] / counts[t].Sum()));
        table.Write(html);
    }
}
