namespace TransferLab.Runs;

/// <summary><c>learning-rates.csv</c>: the curve of the range test, by ascending rate. Written as a whole.</summary>
/// <param name="path">The table's file, which need not exist yet.</param>
internal sealed class RangeTestLog(string path)
{
    private static readonly string[] s_columns = ["rate", "loss", "smoothedLoss"];

    /// <summary>Writes the curve in place of an older one.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(IEnumerable<RangeTestPoint> points) => AtomicFile.WriteText(path, CsvLines.Of(s_columns)
        + string.Concat(points.Select(p => CsvLines.Of([CsvLines.Number(p.Rate), CsvLines.Number(p.Loss), CsvLines.Number(p.SmoothedLoss)]))));

    /// <summary>The curve; empty when the file is missing.</summary>
    /// <exception cref="RunException">The file cannot be read or is no such table.</exception>
    public IReadOnlyList<RangeTestPoint> Read()
    {
        var points = new List<RangeTestPoint>();
        CsvLines.Read(path, "rate", s_columns, (line, field) =>
        {
            double Number(string name) => CsvLines.Parse(path, line, name, field(name))
                ?? throw new RunException($"'{path}', line {line}: there is no '{name}'.");
            points.Add(new(Number("rate"), Number("loss"), Number("smoothedLoss")));
        });
        return points;
    }
}

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="Rate">The learning rate of the step.</param>
/// <param name="Loss">Loss of the step's images before the step, in nats, corrected for how hard they were before any; not finite where the test ended by
/// it.</param>
/// <param name="SmoothedLoss">The same, smoothed over the steps before.</param>
public sealed record RangeTestPoint(double Rate, double Loss, double SmoothedLoss);
