namespace TransferLab.Classifiers.Packaging;

/// <summary>The model's input, uint8 [N,H,W,3] RGB, and the resize and crop rule that makes one from an image.</summary>
public sealed record InputConfig
{
    /// <summary>Name of the input.</summary>
    public string Name { get; init; } = "image";

    /// <summary>[3, height, width], as timm writes it; the tensor itself is [N, height, width, 3].</summary>
    public required IReadOnlyList<int> InputSize { get; init; }

    /// <summary><c>bilinear</c> or <c>bicubic</c>, antialiased.</summary>
    public required string Interpolation { get; init; }

    /// <summary><c>center</c> (shorter side to size/crop_pct, then the middle), <c>squash</c> (stretch to size) or <c>border</c> (fit inside, pad).</summary>
    public required string CropMode { get; init; }

    /// <summary>Share of the resized shorter side that the centre crop keeps. 1 for the other modes.</summary>
    public required double CropPct { get; init; }
}
