using System.Text;
using CsvHelper;

namespace TransferLab.Data;

/// <summary>Reads <c>labels.csv</c>: columns <c>image</c> (path relative to the file) and <c>labels</c> (joined by <c>|</c>; empty means none is true).</summary>
internal static class LabelsCsvReader
{
    public const string FileName = "labels.csv";

    // Strict on purpose: a comma where a bar was meant, or a lost quote, would otherwise change labels without a word.
    private static readonly CsvReaderOptions s_options = new()
    {
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MaxRecordSize = 1 << 20,
    };

    public static DatasetDraft Read(string root)
    {
        var path = Path.Combine(root, FileName);
        var draft = new DatasetDraft { Format = DatasetFormat.LabelsCsv };
        try
        {
            // A file in another encoding is an error: characters replaced in silence would become labels.
            using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            using var csv = CsvReader.Create(text, s_options);
            ReadRows(csv, root, path, draft);
        }
        catch (DecoderFallbackException e)
        {
            throw new DatasetException($"'{path}' is not UTF-8: save it as UTF-8.", e);
        }
        catch (CsvFormatException e)
        {
            throw new DatasetException($"'{path}' is no valid CSV at line {e.LineNumber}: {FirstLine(e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read: {e.Message}", e);
        }
        return draft;
    }

    private static void ReadRows(CsvReader csv, string root, string path, DatasetDraft draft)
    {
        if (!csv.TryGetFieldIndex("image", out var imageColumn) || !csv.TryGetFieldIndex("labels", out var labelsColumn))
            throw new DatasetException($"'{path}' starts with the columns '{string.Join(",", csv.Headers)}': its first line should be 'image,labels'.");
        var byPath = new Dictionary<string, (long Line, IReadOnlyList<string> Labels)>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var line = csv.LineNumber;
            var image = csv.GetString(imageColumn).Trim();
            if (image.Length == 0)
                throw new DatasetException($"'{path}', line {line}: the image has no name.");
            if (image.Contains('\0', StringComparison.Ordinal))
                throw new DatasetException($"'{path}', line {line}: the name of the image holds a zero character.");
            string[] labels = [.. csv.GetString(labelsColumn)
                .Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal).Order(NaturalComparer.Instance)];
            var full = Path.GetFullPath(Path.Combine(root, image));
            if (byPath.TryGetValue(full, out var first))
            {
                if (!first.Labels.SequenceEqual(labels))
                    throw new DatasetException($"'{path}', lines {first.Line} and {line}: '{image}' is listed with different labels; join them by '|' in one line.");
                draft.Warnings.Add($"{FileName}, line {line}: '{image}' is listed a second time; it counts once.");
                continue;
            }
            byPath.Add(full, (line, labels));
            var display = ClassFolderReader.DisplayPath(root, full);
            if (FolderWalker.LeadsSomewhere(new FileInfo(full)))
                draft.Samples.Add(new DatasetDraft.DraftSample(full, display, labels, null));
            else
                draft.Skipped.Add(new SkippedImage(display, $"is listed in {FileName}, line {line}, but does not exist"));
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
