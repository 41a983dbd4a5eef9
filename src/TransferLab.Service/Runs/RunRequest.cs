using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using TransferLab.Errors;
using TransferLab.Settings;

namespace TransferLab.Service.Runs;

/// <summary>
/// What is to be trained. Names and defaults are those of <c>transferlab train</c>, in camelCase; what it has beyond these names places on its own machine:
/// where the run, its cached features and policy files lie is the host's business.
/// </summary>
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
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Settings { get; init; } = [];

    /// <summary>The strategy, where it is given.</summary>
    [JsonIgnore]
    public string? Freeze => Settings.TryGetValue(FreezeName, out var value) ? value.ToString() : null;

    /// <summary>The seed, where it is given.</summary>
    [JsonIgnore]
    public ulong? Seed => Settings.TryGetValue(SeedName, out var value) && value.TryGetUInt64(out var seed) ? seed : null;

    /// <summary>The same request with another strategy and seed; null for none.</summary>
    public RunRequest With(string? freeze, ulong? seed)
    {
        var settings = new Dictionary<string, JsonElement>(Settings);
        Put(FreezeName, freeze is null ? null : JsonSerializer.SerializeToElement(freeze, Hosting.ServiceJson.Default.String));
        Put(SeedName, seed is null ? null : JsonSerializer.SerializeToElement(seed.Value, Hosting.ServiceJson.Default.UInt64));
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
        schema.AdditionalProperties = null;
        var own = schema.Properties!.ToList();
        schema.Properties!.Clear();
        foreach (var (name, property) in own.Take(2).Concat(Known.Select(s => KeyValuePair.Create(s.JsonName, (IOpenApiSchema)Describe(s)))).Concat(own.Skip(2)))
            schema.Properties[name] = property;
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
            Description = setting.Help + (setting.Range is { } range && setting.Kind is SettingKind.Whole or SettingKind.Number or SettingKind.Numbers ? $" In range: {range}." : ""),
            Enum = setting.Kind == SettingKind.Choice ? [.. setting.Words.Select(w => (JsonNode)w)] : null,
            Default = standard is null ? null : setting.Kind is SettingKind.Whole or SettingKind.Number or SettingKind.Switch ? JsonNode.Parse(standard) : standard,
        };
    }
}
