using System.Text.Json.Serialization;

namespace TransferLab.Imaging;

/// <summary>A model's input size and the rule by which a picture is brought to it.</summary>
public sealed record ImageGeometry
{
    /// <summary>Input width in pixels. Default 224.</summary>
    public int Width { get; init; } = 224;
    /// <summary>Input height in pixels. Default 224.</summary>
    public int Height { get; init; } = 224;
    /// <summary>How the aspect ratio is treated. Default <see cref="ResizeMode.Crop"/>.</summary>
    public ResizeMode Mode { get; init; } = ResizeMode.Crop;
    /// <summary>For <see cref="ResizeMode.Crop"/>: the picture is scaled until it covers the input times this factor
    /// before the centre is taken, e.g. 256/224. At least 1 (the default: the largest centred part).</summary>
    public double CoverScale { get; init; } = 1;
    /// <summary>The filter. Default <see cref="Interpolation.Bilinear"/>.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;
    /// <summary>For <see cref="ResizeMode.Pad"/>: the colour around the picture. Default black.</summary>
    public RgbColor Padding { get; init; }

    /// <summary>Throws when a value is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not in 1 to 16384, or the scale not in 1 to 16.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, 16384);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Height, 16384);
        if (!(CoverScale is >= 1 and <= 16))
            throw new ArgumentOutOfRangeException(nameof(CoverScale), CoverScale, "The cover scale is between 1 and 16.");
        if (!Enum.IsDefined(Mode))
            throw new ArgumentOutOfRangeException(nameof(Mode), Mode, "Unknown resize mode.");
        if (!Enum.IsDefined(Interpolation))
            throw new ArgumentOutOfRangeException(nameof(Interpolation), Interpolation, "Unknown interpolation.");
    }
}

/// <summary>How a picture of any shape becomes a model's input. In JSON and on the command line: <c>crop</c>, <c>squash</c>, <c>pad</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResizeMode>))]
public enum ResizeMode
{
    /// <summary>Scaled until it covers the input (times <see cref="ImageGeometry.CoverScale"/>), then its centre is taken.</summary>
    [JsonStringEnumMemberName("crop")]
    Crop,
    /// <summary>Both sides scaled on their own; the aspect ratio is lost.</summary>
    [JsonStringEnumMemberName("squash")]
    Squash,
    /// <summary>Scaled until it fits wholly, centred, with <see cref="ImageGeometry.Padding"/> around it.</summary>
    [JsonStringEnumMemberName("pad")]
    Pad,
}

/// <summary>The filter of a resize. Both widen with the scale when shrinking, so that the result is antialiased. In
/// JSON: <c>bilinear</c>, <c>bicubic</c>.</summary>
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
