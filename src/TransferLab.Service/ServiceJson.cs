using TransferLab.Service.CustomVision;
using TransferLab.Service.Explain;
using TransferLab.Service.Health;
using TransferLab.Service.OpenInference;
using TransferLab.Service.Runs;

namespace TransferLab.Service;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ClassifyResponse))]
[JsonSerializable(typeof(ClassifyJsonRequest))]
[JsonSerializable(typeof(ExplainResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelState))]
[JsonSerializable(typeof(PinRequest))]
[JsonSerializable(typeof(ApiKeyFile))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(CustomVisionError))]
[JsonSerializable(typeof(CustomVisionResponse))]
[JsonSerializable(typeof(CustomVisionUrl))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(RunComparisonList))]
[JsonSerializable(typeof(EpochMetrics))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ulong))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(InferenceError))]
[JsonSerializable(typeof(InferenceRequest))]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(RepositoryIndexRequest))]
[JsonSerializable(typeof(IReadOnlyList<RepositoryEntry>))]
internal sealed partial class ServiceJson : JsonSerializerContext;
