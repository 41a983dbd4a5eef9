using TransferLab.Studies.Comparison;

namespace TransferLab.Reports.Html.Comparison;

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
