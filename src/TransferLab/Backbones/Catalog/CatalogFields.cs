namespace TransferLab.Backbones.Catalog;

/// <summary>The fields of a <c>catalog.json</c>: which there are, which are needed, and what belongs into each, in the words of the error messages.</summary>
internal static class CatalogFields
{
    private const string Text = "text in quotes";
    private const string Address = "an address in quotes that begins with https:// or http:// and ends with a slash";
    private const string Number = "a number";
    private const string Numbers = "a list of one number or three, e.g. [0.485, 0.456, 0.406]";
    private const string Pixels = "a whole number of pixels, 1 to 16384";

    private static readonly Dictionary<string, Field> s_file = new(StringComparer.Ordinal)
    {
        ["formatVersion"] = new(true, $"the number {CatalogReader.FormatVersion}"),
        ["default"] = new(false, "the name of an entry in quotes, or null"),
        ["backbones"] = new(true, "a list of entries"),
    };

    private static readonly Dictionary<string, Field> s_entry = new(StringComparer.Ordinal)
    {
        ["name"] = new(true, Text),
        ["description"] = new(true, Text),
        ["file"] = new(true, Text),
        ["shipped"] = new(false, "true or false"),
        ["download"] = new(false, "an object with base and path, or null"),
        ["download.base"] = new(true, Address),
        ["download.path"] = new(true, Text),
        ["nuget"] = new(false, "an object with package, version and file, or null"),
        ["nuget.package"] = new(true, Text),
        ["nuget.version"] = new(true, Text),
        ["nuget.file"] = new(true, Text),
        ["nuget.bytes"] = new(false, "a whole number, or null"),
        ["mirrors"] = new(false, "a list of objects with base and path"),
        ["mirrors.base"] = new(true, Address),
        ["mirrors.path"] = new(true, Text),
        ["checked"] = new(false, "a day in quotes, e.g. \"2026-11-30\", or null"),
        ["note"] = new(false, Text + ", or null"),
        ["trainedOn"] = new(false, Text + ", or null"),
        ["source"] = new(true, Text),
        ["licence"] = new(true, Text),
        ["sha256"] = new(true, "64 hexadecimal digits in quotes"),
        ["bytes"] = new(true, "a whole number"),
        ["parameters"] = new(false, "a whole number, or null"),
        ["input"] = new(true, "an object"),
        ["input.width"] = new(true, Pixels),
        ["input.height"] = new(true, Pixels),
        ["input.layout"] = new(true, "\"nchw\" or \"nhwc\""),
        ["input.channels"] = new(true, "\"rgb\", \"bgr\" or \"gray\""),
        ["input.pixelScale"] = new(true, Number),
        ["input.mean"] = new(true, Numbers),
        ["input.std"] = new(true, Numbers),
        ["input.name"] = new(false, Text + ", or null"),
        ["input.resize"] = new(false, "\"crop\", \"squash\", \"pad\" or null"),
        ["input.resizeScale"] = new(false, Number + ", or null"),
        ["input.interpolation"] = new(false, "\"bilinear\", \"bicubic\" or null"),
        ["featureValue"] = new(false, Text + ", or null"),
    };

    /// <summary>The first field of the file that is missing, unknown or there twice; null when all is well.</summary>
    public static (string Field, string Problem)? CheckFile(JsonElement file) => Check(file, s_file, "");

    /// <summary>The first field of an entry that is missing, unknown or there twice; null when all is well.</summary>
    public static (string Field, string Problem)? CheckEntry(JsonElement entry)
    {
        var problem = Check(entry, s_entry, "");
        foreach (var part in (string[])["download", "nuget", "mirrors", "input"])
            if (problem is null && entry.TryGetProperty(part, out var inner))
                foreach (var one in inner.ValueKind == JsonValueKind.Array ? [.. inner.EnumerateArray()] : (JsonElement[])[inner])
                    if (one.ValueKind == JsonValueKind.Object)
                        problem ??= Check(one, s_entry, part + ".");
        return problem;
    }

    /// <summary>The field that a path of the JSON reader means, and what belongs into it.</summary>
    /// <param name="path">E.g. <c>$.input.mean[1]</c>; null where the reader knows none.</param>
    public static (string Field, string Expected) At(string? path)
    {
        var name = path is { Length: > 2 } ? path[2..] : "";
        if (name.IndexOf('[', StringComparison.Ordinal) is var bracket and >= 0)
            name = name[..bracket];
        return (name, s_entry.TryGetValue(name, out var field) || s_file.TryGetValue(name, out field) ? field.Expected : "an object");
    }

    private static (string Field, string Problem)? Check(JsonElement value, Dictionary<string, Field> fields, string prefix)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var here = fields.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal) && !k[prefix.Length..].Contains('.', StringComparison.Ordinal))
            .ToList();
        foreach (var property in value.EnumerateObject())
        {
            if (!here.Contains(prefix + property.Name))
                return (prefix + property.Name, $"is not known; the fields are {string.Join(", ", here.Select(k => k[prefix.Length..]))}");
            if (!seen.Add(prefix + property.Name))
                return (prefix + property.Name, "is there twice");
        }
        var missing = here.Find(k => fields[k].Required && !seen.Contains(k));
        return missing is null ? null : (missing, $"is missing; it is {fields[missing].Expected}");
    }

    private sealed record Field(bool Required, string Expected);
}
