using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>Files that were left out.</summary>
internal sealed class SkippedSection : IRunSection
{
    private const int Most = 100;

    public string Title => "Files left out";

    public bool Applies(RunSummary run) => run.Result.Skipped.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var skipped = run.Result.Skipped;
        var table = new HtmlTable(skipped.Count > Most ? $"The first {Most} of {Figures.Count(skipped.Count)}; all are in result.json" : $"{skipped.Count} that could not be used", new("File", false), new("Why", false));
        foreach (var file in skipped.Take(Most))
            table.Add(file.Path, file.Reason);
        table.Write(html);
    }
}
