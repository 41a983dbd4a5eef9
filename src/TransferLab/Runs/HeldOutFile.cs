using TransferLab.Files;

namespace TransferLab.Runs;

/// <summary><c>held-out.csv</c> in the folder of a fold's run: what its package says of the fold's images.</summary>
internal static class HeldOutFile
{
    public const string Name = "held-out.csv";

    public static void Write(string run, PackageEvaluation evaluation) => EvaluationFiles.WritePredictions(Path.Combine(run, Name), evaluation.Labels, evaluation.Images);

    /// <exception cref="RunException">It is missing or damaged.</exception>
    public static IReadOnlyList<EvaluatedImage> Read(string run, IReadOnlyList<string> labels)
    {
        var path = Path.Combine(run, Name);
        var index = labels.Select((l, i) => (l, i)).ToDictionary(p => p.l, p => p.i, StringComparer.Ordinal);
        var rows = CsvTable.Read(path, row => new EvaluatedImage(row.Text("image"), Indices(row, "labels"), Indices(row, "given"),
            row.Headers.Count == labels.Count + 3 ? [.. labels.Select((_, i) => row.Number(i + 3))] : throw new RunException($"'{path}' has other labels than the run: delete the folder of the fold, and it is done anew.")));
        return rows.Count > 0 ? rows : throw new RunException($"'{path}' is missing or empty: delete the folder of the fold, and it is done anew.");

        int[] Indices(CsvTable row, string column) => [.. LabelList.Split(row.Text(column)).Select(l => index.TryGetValue(l, out var i) ? i : throw row.Wrong(column, "a label that the run does not know")).Order()];
    }
}
