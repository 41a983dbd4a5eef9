using TransferLab.Classifiers.Evaluation;
using TransferLab.Data;
using TransferLab.Runs;

namespace TransferLab.Training;

/// <summary>Fits temperature and thresholds on the images held out.</summary>
internal static class TuningFit
{
    /// <param name="run">The run.</param>
    /// <param name="logits">Of the images held out with the final weights, [N,K].</param>
    public static PackageTuning Of(RunInputs run, float[] logits)
    {
        var (samples, dataset) = (run.Split.Validation, run.Dataset);
        var classes = dataset.Classes.Count;
        var isMultiLabel = dataset.Task == LearningTask.MultiLabel;
        IReadOnlyList<int>[] labels = [.. samples.Select(i => (IReadOnlyList<int>)dataset.Samples[i].Labels)];
        var temperature = run.Options.Calibrate ? Rounded(Temperature()) : 1;
        var scaled = LogitScaling.Divide(logits, temperature);
        var (before, after) = (Scored(logits, null), Scored(scaled, null));
        double[]? thresholds = isMultiLabel
            ? [.. Enumerable.Range(0, classes).Select(c => run.Options.TuneThresholds ? ThresholdTuning.Tune(after.Column(c), after.Truths(c)) : MultiLabelMetrics.DefaultThreshold)]
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

        ScoredImages Scored(float[] values, IReadOnlyList<double>? at) => new(dataset.Classes, dataset.Task, LogitScaling.ToProbabilities(values, classes, dataset.Task), labels, at ?? []);
    }

    // Five digits say all that so few images can, and read better.
    private static double Rounded(double temperature) => double.Parse(temperature.ToString("G5", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
