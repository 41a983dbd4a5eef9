using System.Text.Json.Serialization;

namespace TransferLab.Freezing;

/// <summary>What of the batch normalizations inside the trainable part moves. Running statistics stay as they are in both modes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchNormMode>))]
public enum BatchNormMode
{
    /// <summary>Scale and shift train. The default.</summary>
    [JsonStringEnumMemberName("affine")]
    Affine,

    /// <summary>Nothing moves.</summary>
    [JsonStringEnumMemberName("frozen")]
    Frozen,
}
