using System.Text.Json.Serialization;

namespace TransferLab.Backbones;

/// <summary>How a photograph of any shape becomes a picture of the backbone's size when nothing random is wanted (evaluation, serving).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResizeMode>))]
public enum ResizeMode
{
    /// <summary>
    /// The photograph is scaled, keeping its shape, until its shorter side (relative to the target) measures size / <see cref="BackboneSpec.ResizeScale"/>;
    /// the centre is cut out.
    /// </summary>
    [JsonStringEnumMemberName("crop")]
    Crop,

    /// <summary>The whole photograph is stretched to the size; its shape is lost.</summary>
    [JsonStringEnumMemberName("squash")]
    Squash,

    /// <summary>The whole photograph is scaled to fit, keeping its shape; what is left free is filled with the mean colour.</summary>
    [JsonStringEnumMemberName("pad")]
    Pad,
}
