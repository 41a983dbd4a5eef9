namespace TransferLab.Reports.Html.Comparison;

/// <summary>A row per run, with a link to its report.</summary>
internal sealed class RunsSection : IComparisonSection
{
    public string Title => "Runs";

    public bool Applies(ComparisonSummary comparison) => comparison.Runs.Count > 0;

    public void Write(HtmlWriter html, ComparisonSummary c)
    {
        var hasTest = c.Runs.Any(r => r.TestScore is not null);
        List<HtmlColumn> columns = [new("Run", false), new("Seed"), new(EstimateText.Heading(c.ScoreName)), new("Macro F1"), new("Loss")];
        if (hasTest)
            columns.Add(new("Test " + c.ScoreName));
        columns.AddRange([new("Best epoch"), new("Steps"), new("Time"), new("Images/s"), new("Peak memory"), new("Command", false)]);
        var table = new HtmlTable("Every run; its name leads to its report", columns);
        foreach (var r in c.Runs)
        {
            List<HtmlCell> cells =
            [
                r.Epochs > 0 ? new HtmlCell(r.Strategy, Link(r.Directory)) : new HtmlCell(r.Strategy), r.Seed.ToString(CultureInfo.InvariantCulture),
                Figures.Percent(r.Score), Figures.Score(r.MacroF1), Figures.Score(r.Loss),
            ];
            if (hasTest)
                cells.Add(r.TestScore is { } test ? Figures.Percent(test) : "–");
            cells.AddRange([r.Epochs > 0 ? $"{r.BestEpoch} of {r.Epochs}" : "–", r.Steps > 0 ? Figures.Count(r.Steps) : "–", Figures.Time(r.Seconds),
                Figures.Short(r.ImagesPerSecond), Figures.Bytes(r.PeakMemoryBytes), r.Command]);
            table.Add(cells);
        }
        using (html.Open("div", ("class", "runs")))
            table.Write(html);
    }

    // Escaped part by part; the dot before it keeps a folder name with a colon from being taken for a scheme.
    private static string Link(string folder) =>
        "./" + string.Join('/',
            folder.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Append(Path.GetFileName(new RunFiles(folder).Report))
                .Select(Uri.EscapeDataString));
}
