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

    /// <summary>
    /// For <see cref="ResizeMode.Crop"/>: the picture is scaled until it covers the input times this factor before the centre is taken,
    /// e.g. 256/224. At least 1 (the default: the largest centred part).
    /// </summary>
    public double ResizeScale { get; init; } = 1;

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
        if (!(ResizeScale is >= 1 and <= 16))
            throw new ArgumentOutOfRangeException(nameof(ResizeScale), ResizeScale, "The resize scale is between 1 and 16.");
        if (!Enum.IsDefined(Mode))
            throw new ArgumentOutOfRangeException(nameof(Mode), Mode, "Unknown resize mode.");
        if (!Enum.IsDefined(Interpolation))
            throw new ArgumentOutOfRangeException(nameof(Interpolation), Interpolation, "Unknown interpolation.");
    }
}
