using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransferLab.Studies.Hints;

/// <summary>Writes a <see cref="HintReport"/> as JSON, camelCase.</summary>
public static class HintJson
{
    /// <summary>One JSON object on one line.</summary>
    public static string Write(HintReport report) => JsonSerializer.Serialize(report, HintJsonContext.Default.HintReport);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HintReport))]
internal sealed partial class HintJsonContext : JsonSerializerContext;
