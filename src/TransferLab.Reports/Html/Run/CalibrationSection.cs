using TransferLab.Reports.Html.Scores;

namespace TransferLab.Reports.Html.Run;

/// <summary>Whether probabilities mean what they say, before and after the temperature.</summary>
internal sealed class CalibrationSection : IRunSection
{
    public string Title => "Calibration";

    public bool Applies(RunSummary run) => run.Predictions.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var before = PredictionScores.Scored(run, 1).Calibration();
        var what = run.IsMultiLabel ? "label decisions" : "answers";
        if (run.Result.Tuning is not { } tuning || tuning.Temperature == 1)
        {
            html.Element("p", $"Expected calibration error {Figures.Score(before.ExpectedError)}: by so much confidence and the share of {what} that is right "
                + $"differ on average. Logits were not divided by a temperature.");
            ReliabilityDiagram.Write(html, what, ("as trained", before));
            return;
        }
        var after = PredictionScores.Scored(run, tuning.Temperature).Calibration();
        html.Element("p", $"The package divides logits by the temperature {Figures.Short(tuning.Temperature)}, fitted on the images held out. There it brings "
            + $"the loss from {Figures.Score(tuning.LossBefore)} to {Figures.Score(tuning.LossAfter)} "
            + $"and the expected calibration error, the mean difference between confidence and the share of {what} that is right, from "
                + $"{Figures.Score(before.ExpectedError)} to {Figures.Score(after.ExpectedError)}. "
            + "Which label is the most probable does not change.");
        ReliabilityDiagram.Write(html, what, ("as trained", before), ("with the temperature", after));
    }
}

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
