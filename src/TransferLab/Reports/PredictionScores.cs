using TransferLab.Evaluation;

namespace TransferLab.Reports;

/// <summary>Scores of a run's predictions, by the metrics that validation uses.</summary>
internal static class PredictionScores
{
    public static ClassificationReport? SingleLabel(RunSummary run)
    {
        if (run.IsMultiLabel || run.Predictions.Count == 0)
            return null;
        // Logarithms of probabilities are logits.
        float[] logits = [.. run.Predictions.SelectMany(p => p.Probabilities).Select(p => (float)Math.Log(Math.Max(p, double.Epsilon)))];
        return ClassificationMetrics.Compute(logits, run.Predictions.Select(p => p.Labels[0]).ToArray(), run.Labels);
    }

    public static MultiLabelReport? MultiLabel(RunSummary run)
    {
        if (!run.IsMultiLabel || run.Predictions.Count == 0)
            return null;
        var classes = run.Labels.Count;
        float[] logits = [.. run.Predictions.SelectMany(p => p.Probabilities).Select(Logit)];
        var targets = new float[logits.Length];
        for (var i = 0; i < run.Predictions.Count; i++)
            foreach (var label in run.Predictions[i].Labels)
                targets[i * classes + label] = 1;
        return MultiLabelMetrics.Compute(logits, targets, run.Labels);
    }

    private static float Logit(double p) => (float)(Math.Log(Math.Max(p, double.Epsilon)) - Math.Log(Math.Max(1 - p, 1e-17)));
}
