using System.Globalization;
using CsvHelper;
using TransferLab.Errors;

namespace TransferLab.Files;

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

    public string Text(string column) => _csv.TryGetFieldIndex(column, out var index) ? _csv.GetString(index) : throw new InputException($"'{_path}' has no column '{column}'.");

    public double Number(int column) =>
        double.TryParse(_csv.GetString(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(Headers[column], "no number");

    public InputException Wrong(string column, string what) => new($"'{_path}', line {_csv.LineNumber}: the column '{column}' holds {what}. Put the file back as the run wrote it, or delete it.");
}
