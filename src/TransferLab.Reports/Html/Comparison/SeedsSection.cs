using System.Globalization;
using TransferLab.Reports.Svg;
using TransferLab.Studies.Comparison;

namespace TransferLab.Reports.Html.Comparison;

/// <summary>The score of every run; what the seeds have in common is to be seen, and what is chance.</summary>
internal sealed class SeedsSection : IComparisonSection
{
    public string Title => "Seed by seed";

    public bool Applies(ComparisonSummary comparison) => comparison.Runs.Count > 0 && comparison.Strategies.Count > 0;

    public void Write(HtmlWriter html, ComparisonSummary c)
    {
        var seeds = c.Runs.Select(r => r.Seed).Distinct().Order().ToList();
        html.Element("p", seeds.Count > 1
            ? "A line joins the runs of one seed, which share split, head and order of images. Where the lines run side by side, a difference between strategies is real even if the dots of a strategy are wide apart."
            : "With one seed each, differences between strategies may well be chance.", ("class", "soft"));
        new PairedChart
        {
            Title = $"{EstimateText.Heading(c.ScoreName)} in % on images held out",
            Description = string.Join("; ", c.Strategies.Select(s => $"{s.Strategy}: " + string.Join(", ", c.Runs.Where(r => r.Strategy == s.Strategy).Select(r => Figures.Percent(r.Score))))) + ".",
            Rows = [.. c.Strategies.Select(s => new PairedRow(s.Strategy, s.Score.Mean, s.Score.HalfWidth))],
            Lines = [.. seeds.Select(seed => new PairedLine("seed " + seed.ToString(CultureInfo.InvariantCulture), [.. c.Strategies.Select(s => c.Runs.FirstOrDefault(r => r.Strategy == s.Strategy && r.Seed == seed)?.Score)]))],
        }.Write(html);
    }
}
