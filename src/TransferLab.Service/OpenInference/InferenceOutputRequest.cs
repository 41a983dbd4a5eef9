using System.Text.Json.Serialization;

namespace TransferLab.Service.OpenInference;

/// <summary>An output that is asked for.</summary>
internal sealed record InferenceOutputRequest
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("parameters")]
    public InferenceParameters? Parameters { get; init; }
}
