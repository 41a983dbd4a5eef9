namespace TransferLab.Data;

/// <summary>Reads <c>labels.jsonl</c>: one JSON object a line with <c>image</c> (path relative to the file) and <c>labels</c> (an
/// array of names; empty means none is true) or <c>label</c> (one name). Other properties and empty lines are passed over.</summary>
internal static class LabelsJsonReader
{
    public const string FileName = "labels.jsonl";

    private const int LongestLine = 1 << 20;
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    public static void Read(string root, SplitPart? part, DatasetDraft draft)
    {
        var path = Path.Combine(root, FileName);
        if (!File.Exists(path))
            throw new DatasetException(
                $"'{root}' has no {FileName}: add one with lines like {{\"image\": \"a.jpg\", \"labels\": [\"cat\"]}}, or choose another format.");
        var line = 0L;
        try
        {
            var images = new ListedImages(path, part, draft);
            using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            while (text.ReadLine() is { } row)
            {
                line++;
                if (row.Length > LongestLine)
                    throw new DatasetException($"'{path}', line {line} is longer than a million characters: put one object on each line.");
                if (!string.IsNullOrWhiteSpace(row))
                    ReadRow(row, path, line, images);
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new DatasetException($"'{path}' is not UTF-8, at line {line + 1} or soon after: save it as UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static void ReadRow(string row, string path, long line, ListedImages images)
    {
        try
        {
            using var document = JsonDocument.Parse(row, s_strict);
            var o = document.RootElement;
            if (o.ValueKind != JsonValueKind.Object)
                throw Wrong(path, line, "is no object");
            if (!o.TryGetProperty("image", out var image) || image.ValueKind != JsonValueKind.String)
                throw Wrong(path, line, "has no text 'image'");
            images.Add(image.GetString()!.Trim(), Labels(o, path, line), line);
        }
        catch (JsonException e)
        {
            throw new DatasetException($"'{path}', line {line} is no JSON object: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // An escape like \ud800 stands for half a character.
            throw new DatasetException($"'{path}', line {line} holds text that is no Unicode: {e.Message}", e);
        }
    }

    private static List<string> Labels(JsonElement o, string path, long line)
    {
        var (one, many) = (o.TryGetProperty("label", out var label), o.TryGetProperty("labels", out var labels));
        if (one == many)
            throw Wrong(path, line, one ? "has both 'label' and 'labels'" : "has no 'labels' (an empty array means that none is true)");
        if (one)
            return [Name(label, path, line)];
        if (labels.ValueKind != JsonValueKind.Array)
            throw Wrong(path, line, "has 'labels' that are no array");
        return [.. labels.EnumerateArray().Select(l => Name(l, path, line))];
    }

    private static string Name(JsonElement label, string path, long line)
    {
        if (label.ValueKind != JsonValueKind.String)
            throw Wrong(path, line, "has a label that is no text");
        var name = label.GetString()!.Trim();
        return name.Length > 0 ? name : throw Wrong(path, line, "has a label without a name");
    }

    private static DatasetException Wrong(string path, long line, string what) =>
        new($"'{path}', line {line} {what}: write it like {{\"image\": \"a.jpg\", \"labels\": [\"cat\", \"dog\"]}}.");
}
