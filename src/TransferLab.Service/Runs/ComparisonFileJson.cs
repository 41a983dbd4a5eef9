using System.Text.Json.Serialization;
using TransferLab.Comparison;

namespace TransferLab.Service.Runs;

/// <summary>Reads the summary that <c>transferlab compare</c> writes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ComparisonSummary))]
internal sealed partial class ComparisonFileJson : JsonSerializerContext;
