namespace TransferLab.Runs;

/// <summary>Writes an evaluation into a folder, for programs and for people.</summary>
public static class EvaluationFiles
{
    /// <summary>Writes <c>evaluation.json</c>, <c>labels.csv</c> (scores per label), <c>confusion.csv</c> (single-label), <c>curves.csv</c>,
    /// <c>calibration.csv</c>, and <c>predictions.csv</c>; each replaces one that is there, and is whole or not there.</summary>
    /// <param name="folder">The folder; created.</param>
    /// <param name="evaluation">What was scored.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, PackageEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        Directory.CreateDirectory(folder);
        var (ranking, bins) = (evaluation.Details.Ranking, evaluation.Details.Calibration.Bins);
        var file = new EvaluationFile(evaluation.SingleLabel, evaluation.MultiLabel, evaluation.Details);
        AtomicFile.WriteText(Path.Combine(folder, "evaluation.json"), JsonSerializer.Serialize(file, EvaluationJsonContext.Default.EvaluationFile) + "\n");
        Table(folder, "labels.csv", LabelRows(evaluation));
        if (evaluation.SingleLabel is { } single)
            Table(folder, "confusion.csv", [["true", .. evaluation.Labels],
                .. single.Confusion.Select((row, i) => (string[])[evaluation.Labels[i], .. row.Select(n => Number(n))])]);
        Table(folder, "curves.csv", [["label", "curve", "threshold", "x", "y"],
            .. ranking.SelectMany(r => Points(r.Label, "roc", r.Roc).Concat(Points(r.Label, "precision-recall", r.PrecisionRecall)))]);
        Table(folder, "calibration.csv", [["from", "to", "count", "confidence", "accuracy"],
            .. bins.Select(b => (string[])[Number(b.From), Number(b.To), Number(b.Count), Number(b.Confidence), Number(b.Accuracy)])]);
        WritePredictions(Path.Combine(folder, "predictions.csv"), evaluation.Labels, evaluation.Images);
    }

    /// <summary>Columns <c>image</c>, <c>labels</c>, <c>given</c> (both joined by a bar), then <c>p:LABEL</c> for every label.</summary>
    internal static void WritePredictions(string path, IReadOnlyList<string> labels, IEnumerable<EvaluatedImage> images,
        params IReadOnlyList<(string Name, Func<EvaluatedImage, string> Value)> more) =>
        AtomicFile.WriteText(path, string.Concat(((IEnumerable<IEnumerable<string>>)
            [["image", "labels", "given", .. more.Select(m => m.Name), .. labels.Select(l => "p:" + l)]])
            .Concat(images.Select(i => (IEnumerable<string>)
            [
                i.Image, LabelList.Join(i.Labels.Select(l => labels[l])), LabelList.Join(i.Given.Select(l => labels[l])),
                .. more.Select(m => m.Value(i)), .. i.Probabilities.Select(CsvLines.Number),
            ])).Select(CsvLines.Of)));

    private static IEnumerable<string[]> LabelRows(PackageEvaluation e)
    {
        yield return ["label", "threshold", "precision", "recall", "f1", "averagePrecision", "rocAuc", "images"];
        for (var i = 0; i < e.Labels.Count; i++)
        {
            var r = e.Details.Ranking[i];
            var (threshold, precision, recall, f1, support) = e.SingleLabel is { } single
                ? ("", single.PerClass[i].Precision, single.PerClass[i].Recall, single.PerClass[i].F1, single.PerClass[i].Support)
                : (Number(Math.Round(e.MultiLabel!.PerLabel[i].Threshold, 6)), e.MultiLabel.PerLabel[i].Precision,
                    e.MultiLabel.PerLabel[i].Recall, e.MultiLabel.PerLabel[i].F1, e.MultiLabel.PerLabel[i].Support);
            yield return [e.Labels[i], threshold, Number(precision), Number(recall), Number(f1), Optional(r.AveragePrecision), Optional(r.RocAuc),
                support.ToString(CultureInfo.InvariantCulture)];
        }
    }

    private static IEnumerable<string[]> Points(string label, string curve, IEnumerable<CurvePoint> points) =>
        points.Select(p => (string[])[label, curve, Optional(p.Threshold), Number(p.X), Number(p.Y)]);

    private static void Table(string folder, string name, IEnumerable<string[]> rows) =>
        AtomicFile.WriteText(Path.Combine(folder, name), string.Concat(rows.Select(CsvLines.Of)));

    private static string Number(double value) => CsvLines.Number(value);

    private static string Optional(double? value) => value is { } v ? Number(v) : "";
}

/// <summary><c>held-out.csv</c> in the folder of a fold's run: what its package says of the fold's images.</summary>
internal static class HeldOutFile
{
    public const string Name = "held-out.csv";

    public static void Write(string run, PackageEvaluation evaluation) =>
        EvaluationFiles.WritePredictions(Path.Combine(run, Name), evaluation.Labels, evaluation.Images);

    /// <exception cref="RunException">It is missing or damaged.</exception>
    public static IReadOnlyList<EvaluatedImage> Read(string run, IReadOnlyList<string> labels)
    {
        var path = Path.Combine(run, Name);
        var index = labels.Select((l, i) => (l, i)).ToDictionary(p => p.l, p => p.i, StringComparer.Ordinal);
        var rows = CsvTable.Read(path, row => new EvaluatedImage(row.Text("image"), Indices(row, "labels"), Indices(row, "given"),
            row.Headers.Count == labels.Count + 3 ? [.. labels.Select((_, i) => row.Number(i + 3))]
            : throw new RunException($"'{path}' has other labels than the run: delete the folder of the fold, and it is done anew.")));
        return rows.Count > 0 ? rows : throw new RunException($"'{path}' is missing or empty: delete the folder of the fold, and it is done anew.");

        int[] Indices(CsvTable row, string column) => [.. LabelList.Split(row.Text(column))
            .Select(l => index.TryGetValue(l, out var i) ? i : throw row.Wrong(column, "a label that the run does not know")).Order()];
    }
}
