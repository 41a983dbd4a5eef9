using System.Text.Json.Serialization;

namespace TransferLab.Backbones;

/// <summary>The resampling kernel of a resize; all are antialiased when scaling down.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Interpolation>))]
public enum Interpolation
{
    /// <summary>Triangle kernel.</summary>
    [JsonStringEnumMemberName("bilinear")]
    Bilinear,

    /// <summary>Cubic kernel.</summary>
    [JsonStringEnumMemberName("bicubic")]
    Bicubic,
}
