using System.Text.Json;
using System.Text.Json.Serialization;
using TransferLab.Data;

namespace TransferLab.DataChecks;

/// <summary>Writes a <see cref="DataCheckReport"/> as JSON: camelCase names, kinds and severities in words with hyphens.</summary>
public static class DataCheckJson
{
    /// <summary>One JSON object on one line.</summary>
    public static string Write(DataCheckReport report) => JsonSerializer.Serialize(report, DataCheckJsonContext.Default.DataCheckReport);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(HyphenatedEnum<DataProblemKind>), typeof(HyphenatedEnum<DataSeverity>), typeof(HyphenatedEnum<LearningTask>), typeof(HyphenatedEnum<DatasetFormat>)])]
[JsonSerializable(typeof(DataCheckReport))]
internal sealed partial class DataCheckJsonContext : JsonSerializerContext;

internal sealed class HyphenatedEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower) where T : struct, Enum;
