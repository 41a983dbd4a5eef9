using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Service.Runs;

/// <summary>Compares a finished run with the version in service, on the pictures that the run held out. The version in
/// service may have seen some of them in its own training, which can only raise the bar.</summary>
internal static class Gatekeeper
{
    /// <summary>The comparison; null where nothing is in service, or the run kept no predictions.</summary>
    public static RunGate? Compare(string run, ServedModel? model, CancellationToken cancellation)
    {
        var summary = RunSummaryReader.Read(run);
        if (model?.Routing.Serving is not { } serving || summary.Predictions.Count == 0 || !serving.TryHold())
            return null;
        try
        {
            // One worker: requests come first.
            string[] images = [.. summary.Predictions.Select(p => Path.Combine(summary.Config.Dataset.Root, p.Image))];
            var scores = serving.Classifier.ScoreFiles(images, workers: 1, progress: null, cancellation);
            var labels = summary.Labels;
            var columns = labels.Select(serving.Classifier.Package.IndexOf).ToArray();
            var theirs = scores.Select(s => columns.Select(c => s.Error is not null || c < 0 ? 0.0 : s.Probabilities[c]).ToArray()).ToArray();
            var ours = summary.Predictions.Select(p => p.Probabilities.ToArray()).ToArray();
            var (mine, old) = summary.IsMultiLabel
                ? (MeanAveragePrecision(summary, ours), MeanAveragePrecision(summary, theirs))
                : (Accuracy(summary, ours), Accuracy(summary, theirs));
            return new RunGate(summary.ScoreName, mine, old, serving.Version, ours.Length, mine > old);
        }
        finally
        {
            serving.Release();
        }
    }

    private static double Accuracy(RunSummary summary, double[][] scores) =>
        summary.Predictions.Zip(scores).Count(p => p.Second.Max() > 0 && Array.IndexOf(p.Second, p.Second.Max()) == p.First.Labels[0]) / (double)scores.Length;

    private static double MeanAveragePrecision(RunSummary summary, double[][] scores) => Enumerable.Range(0, summary.Labels.Count)
        .Select(k => MultiLabelMetrics.AveragePrecision(
            scores.Select(s => (float)s[k]).ToArray(), summary.Predictions.Select(p => p.Labels.Contains(k)).ToArray()))
        .Average() ?? 0;
}

/// <summary>What comparing a new package with the version in service came to, on the pictures that the run held out.</summary>
/// <param name="Score"><c>accuracy</c>, or <c>mAP</c> for multi-label.</param>
/// <param name="Candidate">Score of the new package, 0 to 1.</param>
/// <param name="Serving">Score of the version in service, 0 to 1; labels that it does not know count as not found.</param>
/// <param name="ServingVersion">Its number.</param>
/// <param name="Images">Pictures.</param>
/// <param name="Passed">Whether the new package is better.</param>
internal sealed record RunGate(string Score, double Candidate, double Serving, int ServingVersion, int Images, bool Passed);
