using System.Numerics.Tensors;

namespace TransferLab.Studies.Hints;

/// <summary>Doubts labels after a run: a linear classifier on the features of the run's backbone is cross-validated over all its
/// images, and labels that it contradicts with confidence are listed, with the images that look most alike to the backbone.</summary>
public static class DataHints
{
    /// <summary>Name of the table in the run's folder.</summary>
    public const string FileName = "hints.csv";

    /// <summary>Judges the labels of a run's images. Reads features from the run's cache, and computes those that are not there.</summary>
    /// <param name="run">Folder of a run of <c>train</c>.</param>
    /// <param name="folds">Parts of the cross-validation, 2 to 50.</param>
    /// <param name="neighbours">Nearest images to list per hint, 0 to 20.</param>
    /// <param name="threads">Threads; 0 for all cores.</param>
    /// <param name="progress">Told how many images are done, of how many; null for nobody.</param>
    /// <param name="cancellation">Stops between two images or models.</param>
    /// <exception cref="SettingException">An option is out of range.</exception>
    /// <exception cref="RunException">The folder holds no such run, or images or backbone have changed since.</exception>
    /// <exception cref="DatasetException">The images cannot be divided.</exception>
    public static HintReport Find(string run, int folds = 5, int neighbours = 3, int threads = 0, Action<int, int>? progress = null,
        CancellationToken cancellation = default)
    {
        SettingException.Require(folds is >= 2 and <= 50, $"{new SettingName("Folds")} {folds} is out of range: 2 to 50.");
        SettingException.Require(neighbours is >= 0 and <= 20, $"{new SettingName("Neighbours")} {neighbours} is out of range: 0 to 20.");
        var (data, seed, rows) = RunFeatures.Read(run, threads, progress, cancellation);
        var probabilities = OutOfFold.Run(rows, data, Math.Min(folds, rows.Length), seed, threads, cancellation);
        var doubts = ConfidentLearning.Find(data, probabilities);
        var scale = new FeatureScale(rows);
        // Without the constant, so that the angle is that of the features.
        float[][] scaled = [.. rows.Select(r => scale.Apply(r)[..^1])];
        var hints = doubts.Select(d =>
            new LabelHint(data.Samples[d.Sample].DisplayPath, Names(data, d.Sample), Name(d.Remove), Name(d.Add), d.Given, d.Suggested,
                Nearest(data, scaled, d.Sample, neighbours)));
        return new HintReport(Path.GetFullPath(run), data.Root, rows.Length, Agreement(data, probabilities), [.. hints]);

        string? Name(int? label) => label is { } l ? data.Classes[l] : null;
    }

    /// <summary>Writes <c>hints.csv</c> into the run's folder: columns image, labels, remove, add, given, suggested, neighbours.</summary>
    /// <returns>Its path.</returns>
    public static string Write(HintReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var path = Path.Combine(report.Run, FileName);
        AtomicFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            using var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
            csv.WriteRecord(["image", "labels", "remove", "add", "given", "suggested", "neighbours"]);
            foreach (var h in report.Hints)
                csv.WriteRecord([h.Image, LabelList.Join(h.Labels), h.Remove ?? "", h.Add ?? "", Text(h.Given), Text(h.Suggested),
                    LabelList.Join(h.Neighbours.Select(n => n.Image))]);
        });
        return path;
    }

    private static double Agreement(ImageDataset data, float[][] p)
    {
        if (data.Task == LearningTask.SingleLabel)
            return p.Where((row, i) => TensorPrimitives.IndexOfMax<float>(row) == data.Samples[i].Label).Count() / (double)p.Length;
        return p.SelectMany((row, i) => row.Select((v, c) => (v > 0.5) == data.Samples[i].Labels.Contains(c)))
            .Count(right => right) / ((double)p.Length * data.Classes.Count);
    }

    private static IReadOnlyList<Neighbour> Nearest(ImageDataset data, float[][] rows, int sample, int count) =>
        [.. Enumerable.Range(0, rows.Length).Where(i => i != sample).Select(i => (Index: i, Similarity: Cosine(rows[sample], rows[i])))
            .OrderByDescending(n => n.Similarity).ThenBy(n => n.Index).Take(count)
            .Select(n => new Neighbour(data.Samples[n.Index].DisplayPath, Names(data, n.Index), n.Similarity))];

    private static double Cosine(float[] a, float[] b) => TensorPrimitives.CosineSimilarity<float>(a, b) is var c && float.IsFinite(c) ? c : 0;

    private static string[] Names(ImageDataset data, int sample) => [.. data.Samples[sample].Labels.Select(l => data.Classes[l])];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
