using System.Text.Json.Serialization;

namespace TransferLab.Imaging;

/// <summary>The filter of a resize. Both widen with the scale when shrinking, so that the result is antialiased. In JSON: <c>bilinear</c>, <c>bicubic</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Interpolation>))]
public enum Interpolation
{
    /// <summary>Triangle filter, support 1 (Pillow's BILINEAR; PyTorch's bilinear with antialias).</summary>
    [JsonStringEnumMemberName("bilinear")]
    Bilinear,

    /// <summary>Keys' cubic with a = −0.5, support 2 (Pillow's BICUBIC).</summary>
    [JsonStringEnumMemberName("bicubic")]
    Bicubic,
}
