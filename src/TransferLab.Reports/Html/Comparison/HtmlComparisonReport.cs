using TransferLab.Files;
using TransferLab.Studies.Comparison;

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
            html.Element("p", $"{c.Backbone} on {c.Images}: {Figures.Count(c.TrainImages)} training images, {Figures.Count(c.ValidationImages)} held out, {c.Labels.Count} labels; {c.Runs.Count} runs in {Figures.Time(c.Seconds)}"
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
