using System.Numerics.Tensors;

namespace TransferLab.Training;

/// <summary>Holds logits against the labels of a run's samples, for either task.</summary>
internal static class Answers
{
    /// <summary>Right answers in a batch: images whose highest logit is theirs; for multi-label tasks the share of
    /// labels decided right, summed over the images.</summary>
    public static double Right(TrainingContext run, ReadOnlySpan<float> logits, ReadOnlySpan<int> samples)
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
    public static ValidationScores Score(TrainingContext run, ReadOnlySpan<float> logits, ReadOnlySpan<int> samples, IReadOnlyList<double>? thresholds = null)
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

/// <summary>Fits temperature and thresholds on the images held out.</summary>
internal static class TuningFit
{
    /// <param name="run">The run.</param>
    /// <param name="logits">Of the images held out with the final weights, [N,K].</param>
    public static PackageTuning Of(TrainingContext run, float[] logits)
    {
        var (samples, dataset) = (run.Split.Validation, run.Dataset);
        var classes = dataset.Classes.Count;
        var isMultiLabel = dataset.Task == LearningTask.MultiLabel;
        IReadOnlyList<int>[] labels = [.. samples.Select(i => (IReadOnlyList<int>)dataset.Samples[i].Labels)];
        var temperature = run.Options.Calibrate ? Rounded(Temperature()) : 1;
        var scaled = LogitScaling.Divide(logits, temperature);
        var (before, after) = (Scored(logits, null), Scored(scaled, null));
        double[]? thresholds = isMultiLabel
            ? [.. Enumerable.Range(0, classes).Select(c => run.Options.TuneThresholds ? ThresholdTuning.Tune(after.Column(c), after.Truths(c))
                : MultiLabelMetrics.DefaultThreshold)]
            : null;
        var (plain, final) = (Answers.Score(run, logits, samples.AsSpan()), Answers.Score(run, scaled, samples.AsSpan(), thresholds));
        return new()
        {
            Temperature = temperature,
            Thresholds = thresholds,
            LossBefore = plain.Loss,
            LossAfter = final.Loss,
            CalibrationErrorBefore = before.Calibration().ExpectedError,
            CalibrationErrorAfter = after.Calibration().ExpectedError,
            MacroF1Before = isMultiLabel ? plain.MacroF1 : null,
            MacroF1After = isMultiLabel ? final.MacroF1 : null,
        };

        double Temperature()
        {
            if (!isMultiLabel)
                return TemperatureScaling.FitSoftmax(logits, [.. labels.Select(l => l[0])], classes);
            var targets = new float[logits.Length];
            for (var n = 0; n < samples.Length; n++)
                run.FillTargets(samples[n], targets.AsSpan(n * classes, classes));
            return TemperatureScaling.FitSigmoid(logits, targets, classes);
        }

        ScoredImages Scored(float[] values, IReadOnlyList<double>? at) =>
            new(dataset.Classes, dataset.Task, LogitScaling.ToProbabilities(values, classes, dataset.Task), labels, at ?? []);
    }

    // Five digits say all that so few images can, and read better.
    private static double Rounded(double temperature) =>
        double.Parse(temperature.ToString("G5", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
