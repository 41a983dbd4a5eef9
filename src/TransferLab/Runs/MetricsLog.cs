using System.Globalization;
using System.Text;
using CsvHelper;

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

    private static readonly CsvReaderOptions s_reading = new()
    {
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MaxRecordSize = 1 << 16,
    };

    private readonly string _path;

    /// <summary>The log at a path; the file need not exist yet.</summary>
    public MetricsLog(string path) => _path = path;

    /// <summary>Adds a row and flushes it to disk.</summary>
    /// <exception cref="RunException">The file cannot be written.</exception>
    public void Append(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        try
        {
            using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var whole = WholeLines(file);
            file.SetLength(whole);
            file.Seek(whole, SeekOrigin.Begin);
            file.Write(Encoding.UTF8.GetBytes((whole == 0 ? Header() : "") + Line(metrics)));
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{_path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>All whole rows; none when the file is missing.</summary>
    /// <exception cref="RunException">The file cannot be read or is no metrics file.</exception>
    public IReadOnlyList<EpochMetrics> Read()
    {
        if (!File.Exists(_path))
            return [];
        var rows = new List<EpochMetrics>();
        try
        {
            var bytes = File.ReadAllBytes(_path);
            var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            if (whole == 0)
                return [];
            using var csv = CsvReader.Create(bytes.AsMemory(0, whole), s_reading);
            var index = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (name, _) in s_columns)
                if (csv.TryGetFieldIndex(name, out var column))
                    index[name] = column;
            if (!index.ContainsKey("epoch"))
                throw new RunException($"'{_path}' has no column 'epoch': it is no metrics file.");
            while (csv.Read())
                rows.Add(Row(csv, index));
        }
        catch (CsvFormatException e)
        {
            throw new RunException($"'{_path}' is damaged at line {e.LineNumber}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{_path}' cannot be read: {e.Message}", e);
        }
        return rows;
    }

    /// <summary>Drops the rows of epochs after the given one, which a resumed run will do again, and any half-written row.</summary>
    public void TruncateAfter(int epoch)
    {
        if (!File.Exists(_path))
            return;
        var kept = Read().Where(r => r.Epoch <= epoch);
        AtomicFile.WriteText(_path, Header() + string.Concat(kept.Select(Line)));
    }

    private EpochMetrics Row(CsvReader csv, Dictionary<string, int> index)
    {
        double? Number(string name)
        {
            if (!index.TryGetValue(name, out var column))
                return null;
            var text = csv.GetString(column);
            if (text.Length == 0)
                return null;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new RunException($"'{_path}', line {csv.LineNumber}: '{text}' in the column '{name}' is no number.");
        }

        if (Number("epoch") is not (>= 0 and <= int.MaxValue and var epoch))
            throw new RunException($"'{_path}', line {csv.LineNumber}: there is no epoch.");
        return new EpochMetrics
        {
            Epoch = (int)epoch,
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
        };
    }

    private static string Header() => Csv(s_columns.Select(c => c.Name));

    private static string Line(EpochMetrics metrics) => Csv(s_columns.Select(c => c.Get(metrics)?.ToString("R", CultureInfo.InvariantCulture) ?? ""));

    private static string Csv(IEnumerable<string> fields)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
            csv.WriteRecord([.. fields]);
        return text.ToString();
    }

    private static long WholeLines(FileStream file)
    {
        var tail = new byte[1];
        for (var end = file.Length; end > 0; end--)
        {
            file.Seek(end - 1, SeekOrigin.Begin);
            file.ReadExactly(tail);
            if (tail[0] == '\n')
                return end;
        }
        return 0;
    }
}
