using TransferLab.DataChecks;

namespace TransferLab.Cli.Output;

/// <summary>Shows a data check as tables and lines.</summary>
internal static class DataCheckText
{
    private const int MostPerKind = 5;
    private const int MostClasses = 60;

    public static void Write(TextWriter output, DataCheckReport report)
    {
        var console = Consoles.For(output);
        WriteClasses(console, report);
        foreach (var group in report.Problems.GroupBy(p => (p.Severity, p.Kind)))
        {
            var (severity, kind) = group.Key;
            console.MarkupLineInterpolated($"[{Colour(severity)}]{DataCheckWords.Of(severity)}: {DataCheckWords.Of(kind)}[/] ({group.Count()})");
            foreach (var problem in group.Take(MostPerKind))
                output.WriteLine("  " + problem.Message);
            if (group.Count() > MostPerKind)
                output.WriteLine($"  … and {group.Count() - MostPerKind} more; --json lists all, --html shows them");
        }
        if (report.Problems.Count > 0)
            output.WriteLine();
        console.MarkupLineInterpolated($"[bold]{report.Files.ToString("N0", CultureInfo.InvariantCulture)} files[/]: {DataCheckWords.Verdict(report)}");
    }

    private static void WriteClasses(IAnsiConsole console, DataCheckReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("class");
        foreach (var heading in (string[])["training", report.IsSplitGiven ? "validation" : "validation, drawn", "test", "all"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var c in report.Classes.Take(MostClasses))
            Row(Markup.Escape(c.Label), c);
        if (report.Classes.Count > MostClasses)
            table.AddRow($"[grey]and {report.Classes.Count - MostClasses} more[/]");
        Row("[bold]all images[/]", report.All);
        console.Write(table);

        void Row(string name, ClassCounts c) =>
            table.AddRow([name, .. new[] { c.Train, c.Validation, c.Test, c.Total }.Select(n => n.ToString("N0", CultureInfo.InvariantCulture))]);
    }

    private static string Colour(DataSeverity severity) => severity switch
    {
        DataSeverity.Error => "red",
        DataSeverity.Warning => "yellow",
        _ => "grey",
    };
}
