using System.Globalization;
using CsvHelper;
using TransferLab.Runs;

namespace TransferLab.Reports;

/// <summary>A CSV file of a run, row by row. What a kill leaves of a last row is dropped.</summary>
internal sealed class CsvTable
{
    private static readonly CsvReaderOptions s_reading = new()
    {
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MaxRecordSize = 1 << 26,
    };

    private readonly string _path;
    private readonly CsvReader _csv;

    private CsvTable(string path, CsvReader csv) => (_path, _csv) = (path, csv);

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Headers => _csv.Headers;

    /// <summary>Makes something of every row.</summary>
    /// <param name="path">The file; a missing or empty one has no rows.</param>
    /// <param name="row">Makes something of the present row.</param>
    /// <exception cref="RunException">The file cannot be read or is damaged.</exception>
    public static IReadOnlyList<T> Read<T>(string path, Func<CsvTable, T> row)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            var bytes = File.ReadAllBytes(path);
            var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            if (whole == 0)
                return [];
            var rows = new List<T>();
            using var csv = CsvReader.Create(bytes.AsMemory(0, whole), s_reading);
            var table = new CsvTable(path, csv);
            while (csv.Read())
                rows.Add(row(table));
            return rows;
        }
        catch (CsvFormatException e)
        {
            throw new RunException($"'{path}' is damaged at line {e.LineNumber}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    public string Text(string column) => _csv.TryGetFieldIndex(column, out var index) ? _csv.GetString(index) : throw new RunException($"'{_path}' has no column '{column}'.");

    public string Text(int column) => _csv.GetString(column);

    public double Number(string column) => Number(column, Text(column));

    public double Number(int column) => Number(Headers[column], Text(column));

    public int Whole(string column) => int.TryParse(Text(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(column, "no whole number");

    public RunException Wrong(string column, string what) => new($"'{_path}', line {_csv.LineNumber}: the column '{column}' holds {what}. Put the file back as the run wrote it, or delete it.");

    private double Number(string column, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(column, "no number");
}
