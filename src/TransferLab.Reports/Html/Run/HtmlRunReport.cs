namespace TransferLab.Reports.Html.Run;

/// <summary>Writes <c>report.html</c>: a page in one file that loads nothing, for screen, phone and paper.</summary>
public sealed class HtmlRunReport : IRunExporter
{
    // In the order of the page; a new section is added here.
    private static readonly IRunSection[] s_sections =
    [
        new CurvesSection(), new ConfusionSection(), new LabelsSection(), new BalanceSection(), new RankingSection(), new CalibrationSection(),
        new MistakesSection(), new GradientsSection(), new RangeTestSection(), new SamplesSection(),
        new CommandsSection(), new FrozenSection(), new SettingsSection(), new SkippedSection(), new EnvironmentSection(),
    ];

    /// <inheritdoc/>
    public string Export(RunSummary run, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var path = new RunFiles(folder).Report;
        AtomicFile.WriteText(path, Render(run, cancellation));
        return path;
    }

    /// <summary>The page.</summary>
    internal static string Render(RunSummary run, CancellationToken cancellation = default)
    {
        var name = Path.GetFileName(run.Result.Run);
        return HtmlPage.Write($"{name} · TransferLab", html =>
        {
            Headline.Write(html, run, name);
            foreach (var section in s_sections.Where(s => s.Applies(run)))
            {
                cancellation.ThrowIfCancellationRequested();
                using (html.Line().Open("section"))
                {
                    html.Line().Element("h2", section.Title);
                    section.Write(html, run);
                }
            }
            // The commit stands in the section about the environment.
            html.Line().Element("footer", $"Written by TransferLab {run.Config.Environment.TransferLab.Split('+')[0]} for the run in {run.Result.Run}.");
        });
    }
}

/// <summary>A section of a run's report.</summary>
internal interface IRunSection
{
    /// <summary>Its heading.</summary>
    string Title { get; }

    /// <summary>Whether the run has what the section shows.</summary>
    bool Applies(RunSummary run);

    /// <summary>Writes what stands below the heading.</summary>
    void Write(HtmlWriter html, RunSummary run);
}
