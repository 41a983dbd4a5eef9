namespace TransferLab.Runs;

/// <summary><c>predictions.csv</c>: columns <c>image</c>, <c>labels</c> (<see cref="LabelList"/>), then one per label
/// in order, named <c>p:LABEL</c>, with its probability exact to the bit.</summary>
internal static class PredictionsFile
{
    private const string Prefix = "p:";

    public static void Write(string path, IReadOnlyList<string> labels, IEnumerable<ImagePrediction> predictions) => AtomicFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        using var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord(["image", "labels", .. labels.Select(l => Prefix + l)]);
        foreach (var p in predictions)
            csv.WriteRecord([p.Image, LabelList.Join(p.Labels.Select(l => labels[l])),
                .. p.Probabilities.Select(v => v.ToString("R", CultureInfo.InvariantCulture))]);
    });

    /// <summary>Reads the file; a missing one has no predictions.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">The run's labels in order.</param>
    /// <param name="isMultiLabel">Whether an image may have any number of labels.</param>
    /// <exception cref="RunException">It is damaged, or of other labels.</exception>
    public static IReadOnlyList<ImagePrediction> Read(string path, IReadOnlyList<string> labels, bool isMultiLabel)
    {
        var index = labels.Select((l, i) => (l, i)).ToDictionary(p => p.l, p => p.i, StringComparer.Ordinal);
        return CsvTable.Read(path, row =>
        {
            if (!row.Headers.Skip(2).SequenceEqual(labels.Select(l => Prefix + l), StringComparer.Ordinal))
                throw new RunException($"'{path}' has other labels than the run: it belongs to another one. Delete it, or put the right one back.");
            int[] truth = [.. LabelList.Split(row.Text("labels"))
                .Select(l => index.TryGetValue(l, out var i) ? i : throw row.Wrong("labels", "a label that the run does not know")).Order()];
            if (!isMultiLabel && truth.Length != 1)
                throw row.Wrong("labels", "not exactly one label");
            var probabilities = new double[labels.Count];
            for (var i = 0; i < probabilities.Length; i++)
                probabilities[i] = row.Number(i + 2) is >= 0 and <= 1 and var p ? p : throw row.Wrong(row.Headers[i + 2], "no probability");
            return new ImagePrediction(row.Text("image"), truth, probabilities);
        });
    }
}

/// <summary>What the final weights say of one image that was held out.</summary>
/// <param name="Image">Path relative to the root of the data set, with forward slashes.</param>
/// <param name="Labels">Indices of its true labels, ascending; one in single-label tasks.</param>
/// <param name="Probabilities">One per label, 0 to 1.</param>
public sealed record ImagePrediction(string Image, IReadOnlyList<int> Labels, IReadOnlyList<double> Probabilities)
{
    // Below it a double has no reciprocal; no float32 logit leads there.
    private const double Least = 1e-300;

    /// <summary>Index of the most probable label; of equals the first.</summary>
    public int Predicted
    {
        get
        {
            var best = 0;
            for (var i = 1; i < Probabilities.Count; i++)
                if (Probabilities[i] > Probabilities[best])
                    best = i;
            return best;
        }
    }

    /// <summary>Single-label: the negative log-likelihood of the true label, in nats.</summary>
    public double CrossEntropy => -Math.Log(Math.Max(Probabilities[Labels[0]], Least));

    /// <summary>Multi-label: the mean binary cross-entropy over all labels, in nats.</summary>
    public double BinaryCrossEntropy
    {
        get
        {
            double sum = 0;
            for (var i = 0; i < Probabilities.Count; i++)
                sum -= Math.Log(Math.Max(Labels.Contains(i) ? Probabilities[i] : 1 - Probabilities[i], Least));
            return sum / Probabilities.Count;
        }
    }
}

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

/// <summary>Several labels in one field, joined by a bar as in <c>labels.csv</c>; a bar or backslash of a label's own follows a backslash.</summary>
internal static class LabelList
{
    public static string Join(IEnumerable<string> labels) =>
        string.Join('|', labels.Select(l => l.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)));

    /// <summary>The labels of what <see cref="Join"/> wrote; none for an empty text.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        if (text.Length == 0)
            return [];
        var labels = new List<string>();
        var label = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '|')
            {
                labels.Add(label.ToString());
                label.Clear();
                continue;
            }
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            label.Append(text[i]);
        }
        labels.Add(label.ToString());
        return labels;
    }
}
