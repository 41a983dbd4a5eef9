using System.Text.Json.Serialization;

namespace TransferLab.Classifiers.Evaluation;

/// <summary>Serialisers of reports, generated at compile time; names in camelCase. What is null is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClassificationReport))]
[JsonSerializable(typeof(MultiLabelReport))]
[JsonSerializable(typeof(EvaluationDetails))]
[JsonSerializable(typeof(EvaluationFile))]
public sealed partial class EvaluationJsonContext : JsonSerializerContext
{
}
