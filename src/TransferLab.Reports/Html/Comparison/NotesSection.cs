using TransferLab.Studies.Comparison;

namespace TransferLab.Reports.Html.Comparison;

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
