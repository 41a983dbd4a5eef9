using System.Text.Json.Serialization;

namespace TransferLab.Cli.Output;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainResultJson))]
[JsonSerializable(typeof(PretrainResultJson))]
[JsonSerializable(typeof(EvaluationJson))]
[JsonSerializable(typeof(PredictionLineJson))]
[JsonSerializable(typeof(CatalogJson))]
[JsonSerializable(typeof(PullJson))]
internal sealed partial class CliJson : JsonSerializerContext;
