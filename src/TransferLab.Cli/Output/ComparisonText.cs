using TransferLab.Reports.Html.Comparison;
using TransferLab.Studies.Statistics;

namespace TransferLab.Cli.Output;

/// <summary>The last words of <c>compare</c>: a table of strategies, and the verdict.</summary>
internal static class ComparisonText
{
    // A baseline does not tell.
    private const string Unknown = "–";

    public static void Write(TextWriter output, ComparisonSummary s, string folder)
    {
        var console = Consoles.For(output);
        console.WriteLine();
        var table = new Table().Border(TableBorder.Simple).AddColumn("strategy");
        foreach (var column in (string[])[s.ScoreName, "difference", "macro F1", "loss", "trains", "steps", "seconds", "images/s", "memory"])
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach (var column in table.Columns)
            column.Padding(0, 0, column == table.Columns[^1] ? 0 : 2, 0);
        foreach (var r in s.Strategies)
            table.AddRow(Markup.Escape(r.Strategy) + (r.Seeds < r.SeedsPlanned ? $" [grey]({Number(r.Seeds, "0")} of {Number(r.SeedsPlanned, "0")})[/]" : ""),
                Share(r.Score), r.Difference is { } d ? Points(d) : "", Share(r.MacroF1), Share(r.Loss),
                r.TrainableParameters > 0 ? BackboneTable.Compact(r.TrainableParameters) : Unknown, r.Steps > 0 ? Number(r.Steps, "0") : Unknown,
                Number(r.Seconds, r.Seconds < 100 ? "0.0" : "0"), Number(r.ImagesPerSecond, "0"), Number(r.PeakMemoryBytes / 1e6, "0 MB"));
        foreach (var name in s.NotRun)
            table.AddRow(Markup.Escape(name) + " [grey](not run)[/]");
        console.Write(table);
        foreach (var note in s.Notes)
            console.MarkupLineInterpolated($"[grey]{note}[/]");
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{s.Verdict}[/]");
        console.WriteLine();
        // Paths are for copying: never broken into lines.
        output.WriteLine($"page      {Path.Combine(folder, HtmlComparisonReport.FileName)}");
        output.WriteLine($"figures   {Path.Combine(folder, ComparisonSummary.FileName)}");
        // A merged table may lie elsewhere than the runs.
        if (Directory.Exists(Path.Combine(folder, "runs")))
            output.WriteLine($"runs      {Path.Combine(folder, "runs")}, each with a classifier to predict and serve with");
    }

    private static string Share(Estimate e) => Number(e.Mean, "0.000") + (e.HalfWidth is { } h ? " ± " + Number(h, "0.000") : "");

    private static string Points(Estimate e) => Number(e.Mean * 100, "+0.0;−0.0;0.0") + (e.HalfWidth is { } h ? " ± " + Number(h * 100, "0.0") : "");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
