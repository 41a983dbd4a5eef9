namespace TransferLab.Reports.Html.Comparison;

/// <summary>Writes <c>comparison.html</c>: a page in one file that loads nothing; it links to the reports of its runs.</summary>
public static class HtmlComparisonReport
{
    /// <summary>Name of the page in the comparison's folder.</summary>
    public const string FileName = "comparison.html";

    // In the order of the page; a new section is added here.
    private static readonly IComparisonSection[] s_sections =
    [
        new StrategiesSection(), new CostSection(), new SeedsSection(), new NotesSection(), new RunsSection(), new RepeatSection(),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="folder">The comparison's folder; the page goes there, whole or not at all.</param>
    /// <returns>Path of the page.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string Write(ComparisonSummary comparison, string folder)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var path = Path.Combine(folder, FileName);
        AtomicFile.WriteText(path, Render(comparison));
        return path;
    }

    /// <summary>The page.</summary>
    internal static string Render(ComparisonSummary c) => HtmlPage.Write("Comparison of strategies · TransferLab", html =>
    {
        using (html.Open("header"))
        {
            html.Line().Element("h1", "Which part of the backbone should train?");
            html.Element("p", c.Verdict, ("class", "verdict"));
            html.Element("p", $"{c.Backbone} on {c.Images}: {Figures.Count(c.TrainImages)} training images, {Figures.Count(c.ValidationImages)} held out, "
                + $"{c.Labels.Count} labels; {c.Runs.Count} runs in {Figures.Time(c.Seconds)}"
                + (c.SharedSeconds > 0 ? $", {Figures.Time(c.SharedSeconds)} of it for features that runs share." : "."), ("class", "soft"));
        }
        foreach (var section in s_sections.Where(s => s.Applies(c)))
            using (html.Line().Open("section"))
            {
                html.Line().Element("h2", section.Title);
                section.Write(html, c);
            }
        html.Line().Element("footer", "Written by TransferLab.");
    });
}

/// <summary>A section of a comparison's report.</summary>
internal interface IComparisonSection
{
    /// <summary>Its heading.</summary>
    string Title { get; }

    /// <summary>Whether the comparison has what the section shows.</summary>
    bool Applies(ComparisonSummary comparison);

    /// <summary>Writes what stands below the heading.</summary>
    void Write(HtmlWriter html, ComparisonSummary comparison);
}

/// <summary>Score against time.</summary>
internal sealed class CostSection : IComparisonSection
{
    public string Title => "What accuracy costs";

    public bool Applies(ComparisonSummary comparison) => comparison.Strategies.Count > 0;

    public void Write(HtmlWriter html, ComparisonSummary c) => new ScatterChart
    {
        Title = $"{EstimateText.Heading(c.ScoreName)} in % on images held out, against seconds of a run",
        Description = "Upper left is better: "
            + string.Join("; ", c.Strategies.Select(s => $"{s.Strategy} {EstimateText.Percent(s.Score)} in {Figures.Time(s.Seconds)}")) + ".",
        XLabel = "seconds of a run (logarithmic)",
        Points = [.. c.Strategies.Select(s => new ScatterPoint(s.Strategy, s.Seconds, s.Score.Mean, s.Score.HalfWidth))],
    }.Write(html);
}

/// <summary>The score of every run; what the seeds have in common is to be seen, and what is chance.</summary>
internal sealed class SeedsSection : IComparisonSection
{
    public string Title => "Seed by seed";

    public bool Applies(ComparisonSummary comparison) => comparison.Runs.Count > 0 && comparison.Strategies.Count > 0;

    public void Write(HtmlWriter html, ComparisonSummary c)
    {
        var seeds = c.Runs.Select(r => r.Seed).Distinct().Order().ToList();
        html.Element("p", seeds.Count > 1
            ? "A line joins the runs of one seed, which share split, head and order of images. Where the lines run side by side, a difference between "
                + "strategies is real even if the dots of a strategy are wide apart."
            : "With one seed each, differences between strategies may well be chance.", ("class", "soft"));
        new PairedChart
        {
            Title = $"{EstimateText.Heading(c.ScoreName)} in % on images held out",
            Description = string.Join("; ",
                c.Strategies.Select(s => $"{s.Strategy}: "
                    + string.Join(", ", c.Runs.Where(r => r.Strategy == s.Strategy).Select(r => Figures.Percent(r.Score))))) + ".",
            Rows = [.. c.Strategies.Select(s => new PairedRow(s.Strategy, s.Score.Mean, s.Score.HalfWidth))],
            Lines = [.. seeds.Select(seed =>
                new PairedLine("seed " + seed.ToString(CultureInfo.InvariantCulture),
                    [.. c.Strategies.Select(s => c.Runs.FirstOrDefault(r => r.Strategy == s.Strategy && r.Seed == seed)?.Score)]))],
        }.Write(html);
    }
}

/// <summary>What a reader should know of how it was done.</summary>
internal sealed class NotesSection : IComparisonSection
{
    public string Title => "Notes";

    public bool Applies(ComparisonSummary comparison) => comparison.Notes.Count > 0;

    public void Write(HtmlWriter html, ComparisonSummary c)
    {
        using (html.Open("ul", ("class", "notes")))
            foreach (var note in c.Notes)
                html.Element("li", note);
        html.Line();
    }
}

/// <summary>How to repeat the comparison.</summary>
internal sealed class RepeatSection : IComparisonSection
{
    public string Title => "Repeat this";

    public bool Applies(ComparisonSummary comparison) => comparison.Command.Length > 0;

    public void Write(HtmlWriter html, ComparisonSummary c) => html.Element("pre", c.Command);
}
