using System.Text.Json.Serialization;

namespace TransferLab.Service.OpenInference;

/// <summary>A request for inference, as the protocol writes it.</summary>
internal sealed record InferenceRequest
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("parameters")]
    public InferenceParameters? Parameters { get; init; }

    [JsonPropertyName("inputs")]
    public IReadOnlyList<InferenceTensor>? Inputs { get; init; }

    [JsonPropertyName("outputs")]
    public IReadOnlyList<InferenceOutputRequest>? Outputs { get; init; }
}
