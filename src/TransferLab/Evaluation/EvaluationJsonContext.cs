using System.Text.Json.Serialization;

namespace TransferLab.Evaluation;

/// <summary>Serialisers of reports, generated at compile time; names in camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClassificationReport))]
[JsonSerializable(typeof(MultiLabelReport))]
public sealed partial class EvaluationJsonContext : JsonSerializerContext
{
}
