using System.Globalization;
using System.Text;
using CsvHelper;
using TransferLab.Files;

namespace TransferLab.Runs;

/// <summary>
/// <c>predictions.csv</c>: columns <c>image</c>, <c>labels</c> (<see cref="LabelList"/>), then one per label in order, named <c>p:LABEL</c>, with its probability
/// exact to the bit.
/// </summary>
internal static class PredictionsFile
{
    private const string Prefix = "p:";

    public static void Write(string path, IReadOnlyList<string> labels, IEnumerable<ImagePrediction> predictions) => AtomicFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        using var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord(["image", "labels", .. labels.Select(l => Prefix + l)]);
        foreach (var p in predictions)
            csv.WriteRecord([p.Image, LabelList.Join(p.Labels.Select(l => labels[l])), .. p.Probabilities.Select(v => v.ToString("R", CultureInfo.InvariantCulture))]);
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
            int[] truth = [.. LabelList.Split(row.Text("labels")).Select(l => index.TryGetValue(l, out var i) ? i : throw row.Wrong("labels", "a label that the run does not know")).Order()];
            if (!isMultiLabel && truth.Length != 1)
                throw row.Wrong("labels", "not exactly one label");
            var probabilities = new double[labels.Count];
            for (var i = 0; i < probabilities.Length; i++)
                probabilities[i] = row.Number(i + 2) is >= 0 and <= 1 and var p ? p : throw row.Wrong(row.Headers[i + 2], "no probability");
            return new ImagePrediction(row.Text("image"), truth, probabilities);
        });
    }
}
