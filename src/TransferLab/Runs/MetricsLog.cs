using TransferLab.Files;

namespace TransferLab.Runs;

/// <summary>
/// <c>metrics.csv</c>, the truth about a run: one row per epoch, numbers culture-invariant and exact to the bit. A row counts once its line end is on disk;
/// what a kill leaves of a row is dropped when the file is opened again.
/// </summary>
public sealed class MetricsLog
{
    private static readonly (string Name, Func<EpochMetrics, double?> Get)[] s_columns =
    [
        ("epoch", m => m.Epoch),
        ("step", m => m.Step),
        ("learningRate", m => m.LearningRate),
        ("trainLoss", m => m.TrainLoss),
        ("trainAccuracy", m => m.TrainAccuracy),
        ("validationLoss", m => m.ValidationLoss),
        ("validationAccuracy", m => m.ValidationAccuracy),
        ("validationMacroF1", m => m.ValidationMacroF1),
        ("validationMeanAveragePrecision", m => m.ValidationMeanAveragePrecision),
        ("gradientNorm", m => m.GradientNorm),
        ("seconds", m => m.Seconds),
        ("imagesPerSecond", m => m.ImagesPerSecond),
    ];

    private static readonly string s_header = CsvLines.Of(s_columns.Select(c => c.Name));

    private readonly string _path;

    /// <summary>The log at a path; the file need not exist yet.</summary>
    public MetricsLog(string path) => _path = path;

    /// <summary>Adds a row and flushes it to disk.</summary>
    /// <exception cref="RunException">The file cannot be written.</exception>
    public void Append(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CsvLines.Append(_path, s_header, Line(metrics));
    }

    /// <summary>All whole rows; none when the file is missing.</summary>
    /// <exception cref="RunException">The file cannot be read or is no metrics file.</exception>
    public IReadOnlyList<EpochMetrics> Read()
    {
        var rows = new List<EpochMetrics>();
        CsvLines.Read(_path, "epoch", [.. s_columns.Select(c => c.Name)], (line, field) =>
        {
            double? Number(string name) => CsvLines.Parse(_path, line, name, field(name));
            rows.Add(new EpochMetrics
            {
                Epoch = CsvLines.ParseEpoch(_path, line, field("epoch")),
                Step = (long)(Number("step") ?? 0),
                LearningRate = Number("learningRate") ?? 0,
                TrainLoss = Number("trainLoss") ?? 0,
                TrainAccuracy = Number("trainAccuracy"),
                ValidationLoss = Number("validationLoss"),
                ValidationAccuracy = Number("validationAccuracy"),
                ValidationMacroF1 = Number("validationMacroF1"),
                ValidationMeanAveragePrecision = Number("validationMeanAveragePrecision"),
                GradientNorm = Number("gradientNorm"),
                Seconds = Number("seconds") ?? 0,
                ImagesPerSecond = Number("imagesPerSecond") ?? 0,
            });
        });
        return rows;
    }

    /// <summary>Drops the rows of epochs after the given one, which a resumed run will do again, and any half-written row.</summary>
    public void TruncateAfter(int epoch)
    {
        if (!File.Exists(_path))
            return;
        var kept = Read().Where(r => r.Epoch <= epoch);
        AtomicFile.WriteText(_path, s_header + string.Concat(kept.Select(Line)));
    }

    private static string Line(EpochMetrics metrics) => CsvLines.Of(s_columns.Select(c => c.Get(metrics) is { } value ? CsvLines.Number(value) : ""));
}
