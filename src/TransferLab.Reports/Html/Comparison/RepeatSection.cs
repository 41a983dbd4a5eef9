using TransferLab.Studies.Comparison;

namespace TransferLab.Reports.Html.Comparison;

/// <summary>How to repeat the comparison.</summary>
internal sealed class RepeatSection : IComparisonSection
{
    public string Title => "Repeat this";

    public bool Applies(ComparisonSummary comparison) => comparison.Command.Length > 0;

    public void Write(HtmlWriter html, ComparisonSummary c) => html.Element("pre", c.Command);
}
