using TransferLab.Reports.Svg;
using TransferLab.Studies.Comparison;

namespace TransferLab.Reports.Html.Comparison;

/// <summary>Score against time.</summary>
internal sealed class CostSection : IComparisonSection
{
    public string Title => "What accuracy costs";

    public bool Applies(ComparisonSummary comparison) => comparison.Strategies.Count > 0;

    public void Write(HtmlWriter html, ComparisonSummary c) => new ScatterChart
    {
        Title = $"{EstimateText.Heading(c.ScoreName)} in % on images held out, against seconds of a run",
        Description = "Upper left is better: " + string.Join("; ", c.Strategies.Select(s => $"{s.Strategy} {EstimateText.Percent(s.Score)} in {Figures.Time(s.Seconds)}")) + ".",
        XLabel = "seconds of a run (logarithmic)",
        Points = [.. c.Strategies.Select(s => new ScatterPoint(s.Strategy, s.Seconds, s.Score.Mean, s.Score.HalfWidth))],
    }.Write(html);
}
