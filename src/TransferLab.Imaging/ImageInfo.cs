namespace TransferLab.Imaging;

/// <summary>What the header of an image file says, without its pixels.</summary>
/// <param name="Format">The format of the content.</param>
/// <param name="Width">Width in pixels after the orientation is applied, as <see cref="ImageDecoder"/> returns it.</param>
/// <param name="Height">Height in pixels after the orientation is applied.</param>
/// <param name="Orientation">EXIF orientation, 1 (upright) to 8.</param>
/// <param name="Frames">Number of frames or pages; 1 for a still image. Decoding takes the first.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, int Orientation, int Frames)
{
    /// <summary>Whether EXIF says where the picture was taken.</summary>
    public bool HasLocation { get; init; }

    /// <summary>By what the decoder makes the picture smaller under <see cref="DecodeOptions.ShrinkToAtLeast"/>: 1, 2, 4 or 8.</summary>
    /// <param name="atLeast">Pixels that the shorter side keeps.</param>
    public int ShrinkTo(int atLeast) => ShrinkTo(atLeast, Format, Width, Height);

    // The largest factor libjpeg offers that leaves the shorter side long enough.
    internal static int ShrinkTo(int atLeast, ImageFormat format, int width, int height)
    {
        if (format == ImageFormat.Jpeg)
            foreach (var factor in (ReadOnlySpan<int>)[8, 4, 2])
                if (Math.Min(width, height) / factor >= atLeast)
                    return factor;
        return 1;
    }
}

/// <summary>An image file format, told by the first bytes of the content and never by a file's name.</summary>
public enum ImageFormat
{
    /// <summary>None of the formats below.</summary>
    Unknown,
    /// <summary>JPEG (baseline or progressive).</summary>
    Jpeg,
    /// <summary>PNG, animated PNG included.</summary>
    Png,
    /// <summary>GIF 87a or 89a.</summary>
    Gif,
    /// <summary>WebP, lossy, lossless or animated.</summary>
    WebP,
    /// <summary>Windows or OS/2 bitmap.</summary>
    Bmp,
    /// <summary>TIFF or BigTIFF.</summary>
    Tiff,
    /// <summary>AVIF (AV1 in HEIF).</summary>
    Avif,
    /// <summary>HEIC (HEVC in HEIF): recognised so that it can be refused by name.</summary>
    Heic,
}
