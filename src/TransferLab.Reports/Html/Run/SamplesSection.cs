namespace TransferLab.Reports.Html.Run;

/// <summary>Some training images as training saw them.</summary>
internal sealed class SamplesSection : IRunSection
{
    public string Title => "What training saw";

    public bool Applies(RunSummary run) => run.Samples.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        html.Element("p", run.Samples[0].IsAugmented
            ? "Some training images as they went into the first epoch; every epoch sees other parts of them, some mirrored."
            : "Some training images as they went into training, the same in every epoch.");
        PictureList.Write(html, run.Samples.Select((s, i) => (s.Path, $"Training image {i + 1}", "", (IReadOnlyList<string>)[])));
    }
}

/// <summary>Files that were left out.</summary>
internal sealed class SkippedSection : IRunSection
{
    private const int Most = 100;

    public string Title => "Files left out";

    public bool Applies(RunSummary run) => run.Result.Skipped.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var skipped = run.Result.Skipped;
        var table = new HtmlTable(skipped.Count > Most
            ? $"The first {Most} of {Figures.Count(skipped.Count)}; all are in result.json"
            : $"{skipped.Count} that could not be used", new("File", false), new("Why", false));
        foreach (var file in skipped.Take(Most))
            table.Add(file.Path, file.Reason);
        table.Write(html);
    }
}
