using System.Text.Json.Serialization;

namespace TransferLab.Backbones;

/// <summary>Which colour channels a network reads, in order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")]
    Rgb,

    /// <summary>Blue, green, red: networks from Caffe and OpenCV.</summary>
    [JsonStringEnumMemberName("bgr")]
    Bgr,

    /// <summary>One channel: luminance, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    [JsonStringEnumMemberName("gray")]
    Gray,
}
