using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;

namespace TransferLab.Runs;

/// <summary>Scores of a run's predictions, by the metrics that validation uses.</summary>
internal static class PredictionScores
{
    public static ClassificationReport? SingleLabel(RunSummary run)
    {
        if (run.IsMultiLabel || run.Predictions.Count == 0)
            return null;
        var logits = LogitScaling.ToLogits([.. run.Predictions.SelectMany(p => p.Probabilities)], LearningTask.SingleLabel);
        return ClassificationMetrics.Compute(logits, run.Predictions.Select(p => p.Labels[0]).ToArray(), run.Labels);
    }

    /// <summary>Scores at the thresholds of the package; at 0.5 where the run has none.</summary>
    public static MultiLabelReport? AtThresholds(RunSummary run) => MultiLabel(run, run.Limits);

    public static MultiLabelReport? MultiLabel(RunSummary run) => MultiLabel(run, null);

    /// <summary>Calibration and curves by the package's probabilities: those of the weights, with the temperature.</summary>
    /// <param name="run">The run.</param>
    /// <param name="temperature">What logits are divided by.</param>
    public static ScoredImages Scored(RunSummary run, double temperature)
    {
        var task = run.Result.Task;
        var logits = LogitScaling.Divide(LogitScaling.ToLogits([.. run.Predictions.SelectMany(p => p.Probabilities)], task), temperature);
        return new(run.Labels, task, LogitScaling.ToProbabilities(logits, run.Labels.Count, task), [.. run.Predictions.Select(p => p.Labels)],
            run.Result.Tuning?.Thresholds ?? [.. run.Labels.Select(_ => (double)MultiLabelMetrics.DefaultThreshold)]);
    }

    private static MultiLabelReport? MultiLabel(RunSummary run, IReadOnlyList<double>? thresholds)
    {
        if (!run.IsMultiLabel || run.Predictions.Count == 0)
            return null;
        var classes = run.Labels.Count;
        var logits = LogitScaling.ToLogits([.. run.Predictions.SelectMany(p => p.Probabilities)], LearningTask.MultiLabel);
        var targets = new float[logits.Length];
        for (var i = 0; i < run.Predictions.Count; i++)
            foreach (var label in run.Predictions[i].Labels)
                targets[i * classes + label] = 1;
        return MultiLabelMetrics.Compute(logits, targets, run.Labels, thresholds?.Select(t => (float)t).ToArray() ?? []);
    }
}
