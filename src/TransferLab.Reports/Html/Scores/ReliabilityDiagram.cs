namespace TransferLab.Reports.Html.Scores;

/// <summary>A reliability diagram: share that is right over confidence. On the diagonal probabilities mean what they say; below it the classifier is too sure
/// of itself.</summary>
internal static class ReliabilityDiagram
{
    /// <param name="html">Where to.</param>
    /// <param name="what">What the answers are, for the description.</param>
    /// <param name="curves">Name and calibration, each a curve.</param>
    public static void Write(HtmlWriter html, string what, params IReadOnlyList<(string Name, CalibrationReport Report)> curves) => new LineChart
    {
        Title = "Reliability diagram",
        Description = $"Share of {what} that is right over their mean confidence, in {CalibrationReport.BinCount} ranges. "
            + string.Join(" ", curves.Select(c => $"Expected calibration error {c.Name}: {Figures.Score(c.Report.ExpectedError)}.")),
        XLabel = "confidence",
        Series = [new("as it should be", [new(0, 0), new(1, 1)]),
            .. curves.Select(c => new ChartSeries(c.Name, [.. c.Report.Bins.Where(b => b.Count > 0).Select(b => new ChartPoint(b.Confidence, b.Accuracy))]))],
        IsShareX = true,
        IsShare = true,
        AlsoY = [0, 1],
    }.Write(html);

    /// <summary>The ranges as a table.</summary>
    public static void WriteTable(HtmlWriter html, string caption, CalibrationReport report)
    {
        var table = new HtmlTable(caption, new("Confidence", false), new("Answers"), new("Mean confidence"), new("Share right"));
        foreach (var bin in report.Bins.Where(b => b.Count > 0))
            table.Add($"{Figures.Percent(bin.From)} to {Figures.Percent(bin.To)}", Figures.Count(bin.Count), Figures.Percent(bin.Confidence),
                Figures.Percent(bin.Accuracy));
        table.Write(html);
    }
}
