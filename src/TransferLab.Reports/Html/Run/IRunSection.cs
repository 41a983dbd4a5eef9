using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

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
