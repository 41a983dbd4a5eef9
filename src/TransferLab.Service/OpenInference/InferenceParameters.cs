using System.Text.Json.Serialization;

namespace TransferLab.Service.OpenInference;

/// <summary>The parameters that are understood; others are left alone, as the protocol wants.</summary>
internal sealed record InferenceParameters
{
    /// <summary>Bytes of an input in the binary part of the request.</summary>
    [JsonPropertyName("binary_data_size")]
    public long? BinaryDataSize { get; init; }

    /// <summary>Whether an output comes in the binary part of the answer.</summary>
    [JsonPropertyName("binary_data")]
    public bool? BinaryData { get; init; }

    /// <summary>Whether all outputs do that do not say.</summary>
    [JsonPropertyName("binary_data_output")]
    public bool? BinaryDataOutput { get; init; }

    /// <summary>An output is to be the N most probable labels as <c>value:index:label</c>.</summary>
    [JsonPropertyName("classification")]
    public int? Classification { get; init; }
}
