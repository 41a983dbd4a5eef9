using Microsoft.OpenApi;
using TransferLab.Settings;

namespace TransferLab.Service.Runs;

/// <summary>
/// What is to be trained. Names and defaults are those of <c>transferlab train</c>, in camelCase; what it has beyond these names places on its own machine:
/// where the run, its cached features and policy files lie is the host's business.
/// </summary>
[JsonConverter(typeof(RunRequestConverter))]
internal sealed record RunRequest
{
    private const string FreezeName = "freeze", SeedName = "seed";

    /// <summary>The settings that a request may give, in the order of the help.</summary>
    public static IReadOnlyList<Setting<FineTuneOptions>> Known { get; } = [.. TrainingSettings.All.Where(s => s.IsAsked && !s.IsLocal)];
    /// <summary>Folder of pictures below one of the host's image roots; null with an uploaded archive.</summary>
    public string? Images { get; init; }
    /// <summary>A backbone of the catalogue that the host trains from; null for the catalogue's default.</summary>
    public string? Backbone { get; init; }
    /// <summary>Model that the package becomes the next version of; null keeps it in the run.</summary>
    public string? Publish { get; init; }
    /// <summary>Whether it must be better than the version in service. Default true.</summary>
    public bool? Gate { get; init; }
    /// <summary>The settings that are given, by their names.</summary>
    public Dictionary<string, JsonElement> Settings { get; init; } = [];

    /// <summary>The strategy, where it is given.</summary>
    public string? Freeze => Settings.TryGetValue(FreezeName, out var value) ? value.ToString() : null;

    /// <summary>The seed, where it is given.</summary>
    public ulong? Seed => Settings.TryGetValue(SeedName, out var value) && value.TryGetUInt64(out var seed) ? seed : null;

    /// <summary>The same request with another strategy and seed; null for none.</summary>
    public RunRequest With(string? freeze, ulong? seed)
    {
        var settings = new Dictionary<string, JsonElement>(Settings);
        Put(FreezeName, freeze is null ? null : JsonSerializer.SerializeToElement(freeze, ServiceJson.Default.String));
        Put(SeedName, seed is null ? null : JsonSerializer.SerializeToElement(seed.Value, ServiceJson.Default.UInt64));
        return this with { Settings = settings };

        void Put(string name, JsonElement? value)
        {
            settings.Remove(name);
            if (value is { } given)
                settings[name] = given;
        }
    }

    /// <summary>A value as a person writes it; null where it is none of the setting's kind.</summary>
    public static string? Text(Setting<FineTuneOptions> setting, JsonElement value) => (setting.Kind, value.ValueKind) switch
    {
        (SettingKind.Switch, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean() ? "true" : "false",
        (SettingKind.Switch, _) => null,
        (_, JsonValueKind.String) => value.GetString(),
        (_, JsonValueKind.Number) => value.GetRawText(),
        // No setting has more than three, and a request should not be able to bring a million.
        (SettingKind.Numbers, JsonValueKind.Array) when value.GetArrayLength() <= 16 && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number) =>
            string.Join(',', value.EnumerateArray().Select(v => v.GetRawText())),
        _ => null,
    };

    /// <summary>What settings are called in requests, where messages of the library name them by their properties.</summary>
    public static string NameOf(SettingName setting)
    {
        var name = TrainingSettings.Of(setting)?.JsonName ?? char.ToLowerInvariant(setting.Property[0]) + setting.Property[1..];
        return setting.Value is null ? name : $"{name} {setting.Value}";
    }

    /// <summary>Describes a request with its settings.</summary>
    public static void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["images"] = Own(JsonSchemaType.String, "Folder of pictures below one of the host's image roots; null with an uploaded archive."),
            ["backbone"] = Own(JsonSchemaType.String, "A backbone of the catalogue that the host trains from; null for the catalogue's default."),
        };
        foreach (var setting in Known)
            schema.Properties[setting.JsonName] = Describe(setting);
        schema.Properties["publish"] = Own(JsonSchemaType.String, "Model that the package becomes the next version of; null keeps it in the run.");
        schema.Properties["gate"] = Own(JsonSchemaType.Boolean, "Whether it must be better than the version in service. Default true.");

        static OpenApiSchema Own(JsonSchemaType type, string description) => new() { Type = type | JsonSchemaType.Null, Description = description };
    }

    private static OpenApiSchema Describe(Setting<FineTuneOptions> setting)
    {
        var type = setting.Kind switch
        {
            SettingKind.Whole => JsonSchemaType.Integer,
            SettingKind.Number => JsonSchemaType.Number,
            SettingKind.Numbers => JsonSchemaType.Number | JsonSchemaType.Array,
            SettingKind.Switch => JsonSchemaType.Boolean,
            _ => JsonSchemaType.String,
        };
        var standard = setting.Read(TrainingSettings.Standard);
        return new()
        {
            Type = type | JsonSchemaType.Null | (setting.Kind == SettingKind.Switch ? 0 : JsonSchemaType.String),
            Items = setting.Kind == SettingKind.Numbers ? new OpenApiSchema { Type = JsonSchemaType.Number } : null,
            Description = setting.Help + (setting.Range is { } range && setting.Kind is SettingKind.Whole or SettingKind.Number or SettingKind.Numbers
                ? $" In range: {range}." : ""),
            Enum = setting.Kind == SettingKind.Choice ? [.. setting.Words.Select(w => (JsonNode)w)] : null,
            Default = standard is null ? null
                : setting.Kind is SettingKind.Whole or SettingKind.Number or SettingKind.Switch ? JsonNode.Parse(standard) : standard,
        };
    }
}

/// <summary>Writes and reads a request as one object: its own fields, and its settings by their names.</summary>
internal sealed class RunRequestConverter : JsonConverter<RunRequest>
{
    public override RunRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException();
        var given = document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null)
            .ToDictionary(p => p.Name, p => p.Value.Clone(), StringComparer.OrdinalIgnoreCase);
        return new()
        {
            Images = Take("images", JsonValueKind.String)?.GetString(),
            Backbone = Take("backbone", JsonValueKind.String)?.GetString(),
            Publish = Take("publish", JsonValueKind.String)?.GetString(),
            Gate = Take("gate", JsonValueKind.True, JsonValueKind.False)?.GetBoolean(),
            Settings = RunRequest.Known.Where(s => given.ContainsKey(s.JsonName)).ToDictionary(s => s.JsonName, s => given[s.JsonName]),
        };

        JsonElement? Take(string name, params JsonValueKind[] kinds) => !given.TryGetValue(name, out var value) ? null
            : kinds.Contains(value.ValueKind) ? value
            : throw new JsonException($"'{name}' holds a value of another kind.", "$." + name, null, null);
    }

    public override void Write(Utf8JsonWriter writer, RunRequest value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in ((string, string?)[])[("images", value.Images), ("backbone", value.Backbone)])
            if (text is not null)
                writer.WriteString(name, text);
        foreach (var (name, setting) in value.Settings)
        {
            writer.WritePropertyName(name);
            setting.WriteTo(writer);
        }
        if (value.Publish is not null)
            writer.WriteString("publish", value.Publish);
        if (value.Gate is { } gate)
            writer.WriteBoolean("gate", gate);
        writer.WriteEndObject();
    }
}
