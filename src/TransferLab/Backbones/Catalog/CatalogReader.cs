namespace TransferLab.Backbones.Catalog;

/// <summary>Reads a <c>catalog.json</c>, strictly: an entry that is not wholly understood is an error that names entry and field.</summary>
internal static class CatalogReader
{
    /// <summary>The version of the layout that this code reads.</summary>
    public const int FormatVersion = 1;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Entries in order, and the name of the default; whether it names an entry is for the merged catalogue to say.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <param name="folder">Folder of shipped files; null for the tool's own.</param>
    /// <exception cref="BackboneException">It is no valid catalogue.</exception>
    public static (string? Default, IReadOnlyList<CatalogEntry> Entries) Read(ReadOnlySpan<byte> bytes, string source, string? folder = null)
    {
        try
        {
            // JSON readers meet bytes that are no text only when a string is taken out; here it is one error, at once.
            var text = s_utf8.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes);
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BackboneException($"The catalogue {source} is not a JSON object.");
            if (CatalogFields.CheckFile(document.RootElement) is { } problem)
                throw new BackboneException($"The catalogue {source}: field '{problem.Field}' {problem.Problem}.");
            var file = Deserialize(() => document.RootElement.Deserialize(CatalogJson.Default.CatalogFile), $"The catalogue {source}:");
            if (file.FormatVersion != FormatVersion)
                throw new BackboneException($"The catalogue {source} has format version {file.FormatVersion}; this TransferLab reads version {FormatVersion}.");
            var entries = file.Backbones.Select((e, i) => Entry(e, i, source, folder)).ToArray();
            RefuseTwins(entries, source);
            return (file.Default, entries);
        }
        catch (JsonException e)
        {
            throw new BackboneException($"The catalogue {source} is no valid JSON: line {e.LineNumber + 1}: {WithoutPosition(e.Message)}", e);
        }
        // Escapes of half a character, e.g. \uD800.
        catch (InvalidOperationException e)
        {
            throw new BackboneException($"The catalogue {source} holds text that is no valid Unicode.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new BackboneException($"The catalogue {source} is not UTF-8 text.", e);
        }
    }

    private static CatalogEntry Entry(JsonElement json, int index, string source, string? folder)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new BackboneException($"The catalogue {source}, entry {index + 1} is not an object.");
        var name = json.TryGetProperty("name", out var given) && given.ValueKind == JsonValueKind.String ? $"'{given.GetString()}'" : $"{index + 1}";
        var where = $"The catalogue {source}, entry {name}:";
        if (CatalogFields.CheckEntry(json) is { } problem)
            throw new BackboneException($"{where} field '{problem.Field}' {problem.Problem}.");
        var entry = Deserialize(() => json.Deserialize(CatalogJson.Default.CatalogEntry), where);
        if (CatalogRules.Check(entry) is { } wrong)
            throw new BackboneException($"{where} field '{wrong.Field}' {wrong.Problem}.");
        return entry with { Sha256 = entry.Sha256.ToLowerInvariant(), Folder = folder };
    }

    private static T Deserialize<T>(Func<T?> read, string where) where T : class
    {
        try
        {
            return read() ?? throw new BackboneException($"{where} it is null.");
        }
        catch (JsonException e)
        {
            var (field, expected) = CatalogFields.At(e.Path);
            throw new BackboneException($"{where} field '{field}' must be {expected}.", e);
        }
    }

    private static void RefuseTwins(CatalogEntry[] entries, string source)
    {
        foreach (var (field, of) in ((string, Func<CatalogEntry, string>)[])[("name", e => e.Name), ("file", e => e.File), ("sha256", e => e.Sha256)])
            if (entries.GroupBy(of, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twins)
                throw new BackboneException($"The catalogue {source}, entry '{twins.Last().Name}': field '{field}' {twins.Key} is taken by an entry above.");
    }

    // The reader's own count of lines starts at 0 and stands at the end of its message.
    private static string WithoutPosition(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var at and >= 0 ? message[..at] : message;
}

/// <summary>The outermost object of a <c>catalog.json</c>. Entries are read one by one, so that an error can name the entry it lies in.</summary>
internal sealed record CatalogFile
{
    public required int FormatVersion { get; init; }
    public string? Default { get; init; }
    public required IReadOnlyList<JsonElement> Backbones { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(CatalogFile))]
[JsonSerializable(typeof(CatalogEntry))]
internal sealed partial class CatalogJson : JsonSerializerContext;
