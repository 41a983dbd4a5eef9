using System.Globalization;
using Spectre.Console;
using TransferLab.Classification;

namespace TransferLab.Cli.Output;

/// <summary>Shows an evaluation, as JSON or as tables.</summary>
internal static class EvaluationText
{
    private const int WidestConfusion = 20;

    public static EvaluationJson ToJson(PackageEvaluation e)
    {
        int? skipped = e.Skipped.Count > 0 ? e.Skipped.Count : null;
        if (e.SingleLabel is { } s)
            return new(s.Images, s.Accuracy, s.Top5, s.MacroF1, s.Loss,
                [.. s.PerClass.Select(c => new ClassScoreJson(c.Label, c.Precision, c.Recall, c.F1, c.Support))], s.Confusion, e.ImagesPerSecond, null, skipped);
        var m = e.MultiLabel!;
        return new(m.Images, m.SubsetAccuracy, null, m.MacroF1, m.Loss,
            [.. m.PerLabel.Select(c => new ClassScoreJson(c.Label, c.Precision, c.Recall, c.F1, c.Support))], null, e.ImagesPerSecond, m.MeanAveragePrecision, skipped);
    }

    public static void Write(TextWriter output, PackageEvaluation e)
    {
        var json = ToJson(e);
        var console = Consoles.For(output);
        var c = CultureInfo.InvariantCulture;
        console.MarkupLineInterpolated(c, $"[bold]{json.Images} images[/], {(json.MeanAveragePrecision is { } map ? $"mean average precision {map.ToString("0.000", c)}, every label right" : "accuracy")} {json.Accuracy:0.000}, macro F1 {json.MacroF1:0.000}, loss {json.Loss:0.000}, {json.ImagesPerSecond:0} images/s");
        var table = new Table().Border(TableBorder.Simple).AddColumn("label");
        foreach (var heading in (string[])["precision", "recall", "F1", "images"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var s in json.PerClass)
            table.AddRow(Markup.Escape(s.Label), s.Precision.ToString("0.000", c), s.Recall.ToString("0.000", c), s.F1.ToString("0.000", c), s.Support.ToString(c));
        console.Write(table);
        if (json.Confusion is { Count: <= WidestConfusion } confusion)
            WriteConfusion(console, json, confusion);
    }

    private static void WriteConfusion(IAnsiConsole console, EvaluationJson json, IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("true \\ predicted");
        foreach (var s in json.PerClass)
            table.AddColumn(new TableColumn(Markup.Escape(s.Label)).RightAligned());
        for (var i = 0; i < confusion.Count; i++)
            table.AddRow([Markup.Escape(json.PerClass[i].Label), .. confusion[i].Select((n, j) => i == j ? $"[green]{n}[/]" : n == 0 ? "[grey]·[/]" : $"[red]{n}[/]")]);
        console.Write(table);
    }
}
