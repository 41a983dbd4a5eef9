namespace TransferLab.Imaging;

/// <summary>Limits and choices of <see cref="ImageDecoder"/>.</summary>
public sealed record DecodeOptions
{
    /// <summary>All defaults.</summary>
    public static DecodeOptions Default { get; } = new();
    /// <summary>The largest width × height that is decoded, in pixels of the file (before shrink-on-load). Default
    /// 100,000,000. More is refused after the header is read and before memory is spent on pixels.</summary>
    public long MaxPixels { get; init; } = 100_000_000;
    /// <summary>The longest file that is read, in bytes. Default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64L << 20;
    /// <summary>Lets the decoder shrink by 2, 4 or 8 while it decodes (JPEG; much faster for big photographs) as long as the shorter side of the
    /// result keeps at least this many pixels. Null (the default) decodes at full size. A result that was not shrunk may be smaller.</summary>
    public int? ShrinkToAtLeast { get; init; }
    /// <summary>What transparent pixels are laid on. Default white, the ground on which cut-out pictures are usually shown.</summary>
    public RgbColor Background { get; init; } = RgbColor.White;
    /// <summary>Whether data that ends too early is refused (the default). Otherwise the missing part is whatever the
    /// format's decoder fills in, usually grey; the header must be whole in any case.</summary>
    public bool FailOnTruncated { get; init; } = true;

    /// <summary>Refuses a picture that is too large, before memory is spent on it.</summary>
    /// <exception cref="ImageDecodeException">More pixels than the options allow.</exception>
    internal void CheckPixels(long width, long height)
    {
        if (width * height > MaxPixels)
            throw new ImageDecodeException(
                ImageDecodeFailure.TooLarge, $"the header claims {width}x{height} = {width * height:N0} pixels, more than the limit of {MaxPixels:N0}");
    }

    /// <summary>Throws when a value is out of range.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPixels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBytes);
        if (ShrinkToAtLeast is { } shrink)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shrink, nameof(ShrinkToAtLeast));
    }
}
