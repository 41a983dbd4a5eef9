using TransferLab.Classifiers.Evaluation;
using TransferLab.Reports.Html.Scores;
using TransferLab.Runs;

namespace TransferLab.Reports.Html.Run;

/// <summary>ROC, precision over recall, and intervals of the scores.</summary>
internal sealed class RankingSection : IRunSection
{
    // A report is written after every run: fewer resamples than evaluate takes, which moves the ends of intervals by little.
    private static readonly BootstrapOptions s_bootstrap = new() { Resamples = 200 };

    public string Title => "Ranking";

    public bool Applies(RunSummary run) => run.Predictions.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var details = PredictionScores.Scored(run, run.Result.Tuning?.Temperature ?? 1).Details(s_bootstrap);
        if (details.Intervals is { } intervals)
            html.Element("p", IntervalText.Of(intervals));
        RankingCharts.Write(html, details.Ranking);
    }
}
