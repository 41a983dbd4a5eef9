namespace TransferLab.Runs;

/// <summary><c>gradients.csv</c>: one row per epoch and layer group that trained, groups in path order and the head
/// last. Written and cut off as <see cref="MetricsLog"/> is.</summary>
/// <param name="path">The log's file, which need not exist yet.</param>
internal sealed class GradientLog(string path)
{
    private static readonly string[] s_columns = ["epoch", "group", "meanNorm", "maxNorm"];
    private static readonly string s_header = CsvLines.Of(s_columns);

    /// <summary>Adds the rows of an epoch and flushes them to disk.</summary>
    /// <exception cref="RunException">The file cannot be written.</exception>
    public void Append(IEnumerable<GradientNorms> rows) => CsvLines.Append(path, s_header, string.Concat(rows.Select(Line)));

    /// <summary>All whole rows; none when the file is missing.</summary>
    /// <exception cref="RunException">The file cannot be read or is no table of gradient norms.</exception>
    public IReadOnlyList<GradientNorms> Read()
    {
        var rows = new List<GradientNorms>();
        CsvLines.Read(path, "group", s_columns, (line, field) =>
        {
            double Number(string name) => CsvLines.Parse(path, line, name, field(name))
                ?? throw new RunException($"'{path}', line {line}: there is no '{name}'.");
            var group = field("group");
            if (group.Length == 0)
                throw new RunException($"'{path}', line {line}: the layer group has no name.");
            rows.Add(new(CsvLines.ParseEpoch(path, line, field("epoch")), group, Number("meanNorm"), Number("maxNorm")));
        });
        return rows;
    }

    /// <summary>Drops the rows of epochs after the given one, which a resumed run will do again, and any half-written row.</summary>
    public void TruncateAfter(int epoch)
    {
        if (File.Exists(path))
            AtomicFile.WriteText(path, s_header + string.Concat(Read().Where(r => r.Epoch <= epoch).Select(Line)));
    }

    private static string Line(GradientNorms r) =>
        CsvLines.Of([r.Epoch.ToString(System.Globalization.CultureInfo.InvariantCulture), r.Group, CsvLines.Number(r.MeanNorm), CsvLines.Number(r.MaxNorm)]);
}

/// <summary>One row of <c>gradients.csv</c>: how large the gradients of a layer group were in an epoch.</summary>
/// <param name="Epoch">The epoch over the whole run, 1 for the first, as in <see cref="EpochMetrics"/>.</param>
/// <param name="Group">The layer group, e.g. <c>stage3</c>; <c>head</c> for the classifier's head.</param>
/// <param name="MeanNorm">Mean over the epoch's steps of the Euclidean norm of the group's gradient, before clipping.</param>
/// <param name="MaxNorm">The largest of them.</param>
public sealed record GradientNorms(int Epoch, string Group, double MeanNorm, double MaxNorm);
