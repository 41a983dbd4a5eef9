using System.Text.Json.Serialization;

namespace TransferLab.Studies.CrossValidation;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CrossValidationReport))]
internal sealed partial class CrossValidationJson : JsonSerializerContext;
