namespace TransferLab.Files;

/// <summary>What the tables of a run share: culture-invariant lines, appending that survives a kill, and reading that drops what a kill left of a
/// line.</summary>
internal static class CsvLines
{
    // Longer records are no row of a table of numbers.
    private const int LongestRow = 1 << 16;

    /// <summary>One line with its end.</summary>
    public static string Of(IEnumerable<string> fields)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
            csv.WriteRecord([.. fields]);
        return text.ToString();
    }

    /// <summary>A number that reads back to the same bits.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Adds lines and flushes them to disk; writes the header first where the file has no whole line yet.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Append(string path, string header, string lines) => FileWork.Do(() =>
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var whole = WholeLines(file);
        file.SetLength(whole);
        file.Seek(whole, SeekOrigin.Begin);
        file.Write(Encoding.UTF8.GetBytes((whole == 0 ? header : "") + lines));
        file.Flush(flushToDisk: true);
    }, e => throw new InputException($"'{path}' cannot be written: {e.Message}", e));

    /// <summary>Goes through the whole lines after the header; none when the file is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="required">A column without which the file is another one.</param>
    /// <param name="columns">All columns of interest; those that are missing read as empty.</param>
    /// <param name="row">Told the line number and the field of each column.</param>
    /// <exception cref="InputException">The file cannot be read or is damaged.</exception>
    public static void Read(string path, string required, IReadOnlyList<string> columns, Action<long, Func<string, string>> row)
    {
        Open(path, LongestRow, csv =>
        {
            var index = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var name in columns)
                if (csv.TryGetFieldIndex(name, out var column))
                    index[name] = column;
            if (!index.ContainsKey(required))
                throw new InputException($"'{path}' has no column '{required}': it is no {Path.GetFileName(path)} of a run.");
            while (csv.Read())
                row(csv.LineNumber, name => index.TryGetValue(name, out var column) ? csv.GetString(column) : "");
        });
    }

    /// <summary>Opens a table at its whole lines; does nothing where the file is missing or has none.</summary>
    /// <exception cref="InputException">The file cannot be read or is damaged.</exception>
    public static void Open(string path, int longestRow, Action<CsvReader> read)
    {
        if (!File.Exists(path))
            return;
        try
        {
            var bytes = File.ReadAllBytes(path);
            var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            if (whole == 0)
                return;
            var options = new CsvReaderOptions
            {
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Throw,
                MaxRecordSize = longestRow,
            };
            using var csv = CsvReader.Create(bytes.AsMemory(0, whole), options);
            read(csv);
        }
        catch (CsvFormatException e)
        {
            throw new InputException($"'{path}' is damaged at line {e.LineNumber}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The number in a field; null for an empty one.</summary>
    /// <exception cref="InputException">It is no number.</exception>
    public static double? Parse(string path, long line, string column, string text)
    {
        if (text.Length == 0)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InputException($"'{path}', line {line}: '{text}' in the column '{column}' is no number.");
    }

    /// <summary>The epoch in a field.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static int ParseEpoch(string path, long line, string text) =>
        Parse(path, line, "epoch", text) is >= 0 and <= int.MaxValue and var epoch
            ? (int)epoch
            : throw new InputException($"'{path}', line {line}: there is no epoch.");

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

/// <summary>The present row of a CSV file of a run whose columns come from the run's labels.</summary>
internal sealed class CsvTable
{
    // A row has a number per label.
    private const int LongestRow = 1 << 26;

    private readonly string _path;
    private readonly CsvReader _csv;

    private CsvTable(string path, CsvReader csv) => (_path, _csv) = (path, csv);

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Headers => _csv.Headers;

    /// <summary>Makes something of every row. What a kill leaves of a last row is dropped.</summary>
    /// <param name="path">The file; a missing or empty one has no rows.</param>
    /// <param name="row">Makes something of the present row.</param>
    /// <exception cref="InputException">The file cannot be read or is damaged.</exception>
    public static IReadOnlyList<T> Read<T>(string path, Func<CsvTable, T> row)
    {
        var rows = new List<T>();
        CsvLines.Open(path, LongestRow, csv =>
        {
            var table = new CsvTable(path, csv);
            while (csv.Read())
                rows.Add(row(table));
        });
        return rows;
    }

    public string Text(string column) =>
        _csv.TryGetFieldIndex(column, out var index) ? _csv.GetString(index) : throw new InputException($"'{_path}' has no column '{column}'.");

    public double Number(int column) =>
        double.TryParse(_csv.GetString(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(Headers[column], "no number");

    public InputException Wrong(string column, string what) =>
        new($"'{_path}', line {_csv.LineNumber}: the column '{column}' holds {what}. Put the file back as the run wrote it, or delete it.");
}
