using System.Text.Json.Serialization;

namespace TransferLab.Freezing;

/// <summary>What of the batch normalizations inside the trainable part moves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchNormMode>))]
public enum BatchNormMode
{
    /// <summary>Scale and shift train, running statistics stay as they are. The default.</summary>
    [JsonStringEnumMemberName("affine")]
    Affine,

    /// <summary>Nothing moves.</summary>
    [JsonStringEnumMemberName("frozen")]
    Frozen,

    /// <summary>Scale and shift train, images are normalised by the statistics of their batch, and running statistics follow those. For long trainings with batches of 16 and more.</summary>
    [JsonStringEnumMemberName("train")]
    Train,
}
