namespace TransferLab.Classifiers.Packaging;

/// <summary>Translates between the resize rule of the imaging library and its description in a package.</summary>
internal static class InputGeometry
{
    public static ImageGeometry ToGeometry(InputConfig c) => new()
    {
        Height = c.InputSize[1],
        Width = c.InputSize[2],
        Interpolation = c.Interpolation switch
        {
            "bilinear" => Interpolation.Bilinear,
            "bicubic" => Interpolation.Bicubic,
            _ => throw new PackageException($"The interpolation '{c.Interpolation}' is not known: bilinear or bicubic."),
        },
        Mode = c.CropMode switch
        {
            "center" => ResizeMode.Crop,
            "squash" => ResizeMode.Squash,
            "border" => ResizeMode.Pad,
            _ => throw new PackageException($"The crop_mode '{c.CropMode}' is not known: center, squash or border."),
        },
        CoverScale = c.CropPct is > 0 and <= 1 ? 1 / c.CropPct : throw new PackageException($"crop_pct {c.CropPct} is out of range: above 0, at most 1."),
    };

    public static InputConfig ToConfig(ImageGeometry g) => new()
    {
        InputSize = [3, g.Height, g.Width],
        Interpolation = g.Interpolation == Interpolation.Bicubic ? "bicubic" : "bilinear",
        CropMode = g.Mode switch { ResizeMode.Crop => "center", ResizeMode.Pad => "border", _ => "squash" },
        CropPct = g.Mode == ResizeMode.Crop ? 1 / g.CoverScale : 1,
    };
}
