using System.Numerics.Tensors;
using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;
using TransferLab.Runs;

namespace TransferLab.Training;

/// <summary>Holds logits against the labels of a run's samples, for either task.</summary>
internal static class Answers
{
    /// <summary>Right answers in a batch: images whose highest logit is theirs; for multi-label tasks the share of labels decided right, summed over the images.</summary>
    public static double Right(RunInputs run, ReadOnlySpan<float> logits, ReadOnlySpan<int> samples)
    {
        var classes = run.Dataset.Classes.Count;
        double right = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            var labels = run.Dataset.Samples[samples[i]].Labels;
            if (run.Dataset.Task == LearningTask.SingleLabel)
            {
                right += TensorPrimitives.IndexOfMax(row) == labels[0] ? 1 : 0;
                continue;
            }
            var decided = 0;
            for (var c = 0; c < classes; c++)
                decided += row[c] >= 0 == labels.Contains(c) ? 1 : 0;
            right += (double)decided / classes;
        }
        return right;
    }

    /// <summary>Scores of a set of images.</summary>
    /// <param name="run">The run.</param>
    /// <param name="logits">[N,K].</param>
    /// <param name="samples">The images, by index in the run's dataset.</param>
    /// <param name="thresholds">Multi-label: one per label; null for 0.5.</param>
    public static ValidationScores Score(RunInputs run, ReadOnlySpan<float> logits, ReadOnlySpan<int> samples, IReadOnlyList<double>? thresholds = null)
    {
        if (run.Dataset.Task == LearningTask.MultiLabel)
        {
            var classes = run.Dataset.Classes.Count;
            var targets = new float[samples.Length * classes];
            for (var i = 0; i < samples.Length; i++)
                run.FillTargets(samples[i], targets.AsSpan(i * classes, classes));
            var multi = MultiLabelMetrics.Compute(logits, targets, run.Dataset.Classes, thresholds?.Select(t => (float)t).ToArray() ?? []);
            return new(multi.MeanAveragePrecision, multi.MacroF1, multi.Loss) { SubsetAccuracy = multi.SubsetAccuracy };
        }
        var labels = new int[samples.Length];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = run.Dataset.Samples[samples[i]].Labels[0];
        var report = ClassificationMetrics.Compute(logits, labels, run.Dataset.Classes);
        return new(report.Accuracy, report.MacroF1, report.Loss);
    }
}
