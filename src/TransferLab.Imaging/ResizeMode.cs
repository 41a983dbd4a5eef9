using System.Text.Json.Serialization;

namespace TransferLab.Imaging;

/// <summary>How a picture of any shape becomes a model's input. In JSON and on the command line: <c>crop</c>, <c>squash</c>, <c>pad</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResizeMode>))]
public enum ResizeMode
{
    /// <summary>Scaled until it covers the input (times <see cref="ImageGeometry.ResizeScale"/>), then its centre is taken.</summary>
    [JsonStringEnumMemberName("crop")]
    Crop,

    /// <summary>Both sides scaled on their own; the aspect ratio is lost.</summary>
    [JsonStringEnumMemberName("squash")]
    Squash,

    /// <summary>Scaled until it fits wholly, centred, with <see cref="ImageGeometry.Padding"/> around it.</summary>
    [JsonStringEnumMemberName("pad")]
    Pad,
}
