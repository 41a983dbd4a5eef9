namespace TransferLab.Imaging;

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
