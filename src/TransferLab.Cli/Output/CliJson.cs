using System.Text.Json.Serialization;
using TransferLab.Studies.Comparison;

namespace TransferLab.Cli.Output;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainResultJson))]
[JsonSerializable(typeof(ComparisonSummary))]
[JsonSerializable(typeof(EvaluationJson))]
[JsonSerializable(typeof(CrossValidationResultJson))]
[JsonSerializable(typeof(PredictionLineJson))]
[JsonSerializable(typeof(ExplanationLineJson))]
[JsonSerializable(typeof(CatalogJson))]
[JsonSerializable(typeof(PullJson))]
[JsonSerializable(typeof(ConversionJson))]
internal sealed partial class CliJson : JsonSerializerContext;
