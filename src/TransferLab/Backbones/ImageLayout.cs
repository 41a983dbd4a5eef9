using System.Text.Json.Serialization;

namespace TransferLab.Backbones;

/// <summary>The order of the axes of an image batch.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageLayout>))]
public enum ImageLayout
{
    /// <summary><c>[N,C,H,W]</c>, the layout of ONNX's convolutions.</summary>
    [JsonStringEnumMemberName("nchw")]
    Nchw,

    /// <summary><c>[N,H,W,C]</c>, the layout of TensorFlow.</summary>
    [JsonStringEnumMemberName("nhwc")]
    Nhwc,
}
