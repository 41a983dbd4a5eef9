namespace TransferLab.Data;

/// <summary>Reads <c>labels.csv</c>: columns <c>image</c> (path relative to the file) and <c>labels</c> (joined by <c>|</c>; empty means none is
/// true).</summary>
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

    public static void Read(string root, SplitPart? part, DatasetDraft draft)
    {
        var path = Path.Combine(root, FileName);
        if (!File.Exists(path))
            throw new DatasetException($"'{root}' has no {FileName}: add one with the columns image,labels, or choose another format.");
        try
        {
            // A file in another encoding is an error: characters replaced in silence would become labels.
            using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            using var csv = CsvReader.Create(text, s_options);
            ReadRows(csv, path, new ListedImages(path, part, draft));
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
    }

    private static void ReadRows(CsvReader csv, string path, ListedImages images)
    {
        if (!csv.TryGetFieldIndex("image", out var imageColumn) || !csv.TryGetFieldIndex("labels", out var labelsColumn))
            throw new DatasetException($"'{path}' starts with the columns '{string.Join(",", csv.Headers)}': its first line should be 'image,labels'.");
        while (csv.Read())
            images.Add(csv.GetString(imageColumn).Trim(),
                csv.GetString(labelsColumn).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), csv.LineNumber);
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
