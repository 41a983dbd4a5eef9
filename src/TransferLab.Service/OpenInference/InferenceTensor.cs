using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransferLab.Service.OpenInference;

/// <summary>An input of a request.</summary>
internal sealed record InferenceTensor
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("datatype")]
    public string? Datatype { get; init; }

    [JsonPropertyName("shape")]
    public IReadOnlyList<long>? Shape { get; init; }

    [JsonPropertyName("parameters")]
    public InferenceParameters? Parameters { get; init; }

    [JsonPropertyName("data")]
    public JsonElement Data { get; init; }
}
