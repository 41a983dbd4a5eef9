namespace TransferLab.Reports.Html.Run;

/// <summary>The held-out images that the classifier gets most wrong.</summary>
internal sealed class MistakesSection : IRunSection
{
    private const int Most = 24;

    public string Title => "Worst mistakes";

    public bool Applies(RunSummary run) => run.Predictions.Count > 0;

    public void Write(HtmlWriter html, RunSummary run)
    {
        var wrong = run.Predictions.Where(p => IsWrong(run, p)).OrderByDescending(p => Loss(run, p)).ThenBy(p => p.Image, StringComparer.Ordinal).ToList();
        if (wrong.Count == 0)
        {
            html.Element("p", $"None: all {Figures.Count(run.Predictions.Count)} images held out are labelled right.");
            return;
        }
        html.Element("p", $"{Figures.Count(wrong.Count)} of {Figures.Count(run.Predictions.Count)} images held out are labelled wrong"
            + (wrong.Count > Most ? $"; these are the {Most} with the highest loss. " : "; those with the highest loss come first. ")
            + "Look at them for wrong labels, too.");
        PictureList.Write(html,
            wrong.Take(Most).Select(p =>
                (Path.Combine(run.Config.Dataset.Root, p.Image), $"Held-out image {p.Image}", Headline(run, p), (IReadOnlyList<string>)Lines(run, p))));
    }

    private static double Loss(RunSummary run, ImagePrediction p) => run.IsMultiLabel ? p.BinaryCrossEntropy : p.CrossEntropy;

    private static bool IsWrong(RunSummary run, ImagePrediction p) => run.IsMultiLabel ? !Given(run, p).SequenceEqual(p.Labels) : p.Predicted != p.Labels[0];

    private static IEnumerable<int> Given(RunSummary run, ImagePrediction p)
    {
        var limits = run.Limits;
        return Enumerable.Range(0, p.Probabilities.Count).Where(i => p.Probabilities[i] >= (limits?[i] ?? MultiLabelMetrics.DefaultThreshold));
    }

    private static string Headline(RunSummary run, ImagePrediction p) => run.IsMultiLabel
        ? string.Join(", ", p.Labels.Select(l => run.Labels[l])) is { Length: > 0 } labels ? labels : "no label"
        : run.Labels[p.Labels[0]];

    private static List<string> Lines(RunSummary run, ImagePrediction p)
    {
        if (!run.IsMultiLabel)
            return [$"given as {run.Labels[p.Predicted]} ({Figures.Percent(p.Probabilities[p.Predicted])}); its own label gets "
                + $"{Figures.Percent(p.Probabilities[p.Labels[0]])}", p.Image];
        var given = Given(run, p).ToList();
        List<string> lines = [];
        if (given.Except(p.Labels).ToList() is { Count: > 0 } extra)
            lines.Add("wrongly given: " + Names(extra));
        if (p.Labels.Except(given).ToList() is { Count: > 0 } missed)
            lines.Add("missed: " + Names(missed));
        lines.Add(p.Image);
        return lines;

        string Names(IEnumerable<int> labels) => string.Join(", ", labels.Select(l => $"{run.Labels[l]} ({Figures.Percent(p.Probabilities[l])})"));
    }
}
