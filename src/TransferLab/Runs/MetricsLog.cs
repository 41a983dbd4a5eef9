namespace TransferLab.Runs;

/// <summary><c>metrics.csv</c>, the truth about a run: one row per epoch, numbers culture-invariant and exact to the bit. A
/// row counts once its line end is on disk; what a kill leaves of a row is dropped when the file is opened again.</summary>
/// <param name="path">The log's file, which need not exist yet.</param>
public sealed class MetricsLog(string path)
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

    /// <summary>Adds a row and flushes it to disk.</summary>
    /// <exception cref="RunException">The file cannot be written.</exception>
    public void Append(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CsvLines.Append(path, s_header, Line(metrics));
    }

    /// <summary>All whole rows; none when the file is missing.</summary>
    /// <exception cref="RunException">The file cannot be read or is no metrics file.</exception>
    public IReadOnlyList<EpochMetrics> Read()
    {
        var rows = new List<EpochMetrics>();
        CsvLines.Read(path, "epoch", [.. s_columns.Select(c => c.Name)], (line, field) =>
        {
            double? Number(string name) => CsvLines.Parse(path, line, name, field(name));
            rows.Add(new EpochMetrics
            {
                Epoch = CsvLines.ParseEpoch(path, line, field("epoch")),
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
        if (!File.Exists(path))
            return;
        var kept = Read().Where(r => r.Epoch <= epoch);
        AtomicFile.WriteText(path, s_header + string.Concat(kept.Select(Line)));
    }

    private static string Line(EpochMetrics metrics) => CsvLines.Of(s_columns.Select(c => c.Get(metrics) is { } value ? CsvLines.Number(value) : ""));
}

/// <summary>One row of <c>metrics.csv</c>: what an epoch came to. Null means not measured and is an empty field.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, 1 for the first.</summary>
    public required int Epoch { get; init; }
    /// <summary>Optimizer steps taken up to its end.</summary>
    public long Step { get; init; }
    /// <summary>The learning rate of its last step.</summary>
    public double LearningRate { get; init; }
    /// <summary>Mean loss over its training images, in nats.</summary>
    public double TrainLoss { get; init; }
    /// <summary>Accuracy on its training images as they were trained on, 0 to 1.</summary>
    public double? TrainAccuracy { get; init; }
    /// <summary>Mean loss over the validation images, in nats.</summary>
    public double? ValidationLoss { get; init; }
    /// <summary>Accuracy (subset accuracy in multi-label tasks) on the validation images, 0 to 1.</summary>
    public double? ValidationAccuracy { get; init; }
    /// <summary>Macro F1 on the validation images, 0 to 1.</summary>
    public double? ValidationMacroF1 { get; init; }
    /// <summary>Mean average precision on the validation images, 0 to 1; multi-label tasks only.</summary>
    public double? ValidationMeanAveragePrecision { get; init; }
    /// <summary>Mean global gradient norm before clipping.</summary>
    public double? GradientNorm { get; init; }
    /// <summary>Wall-clock time of the epoch, validation included, in seconds.</summary>
    public double Seconds { get; init; }
    /// <summary>Training images per second of training time.</summary>
    public double ImagesPerSecond { get; init; }
}
