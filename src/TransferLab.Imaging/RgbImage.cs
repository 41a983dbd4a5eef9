using TransferLab.Imaging.Vips;

namespace TransferLab.Imaging;

/// <summary>An image of interleaved 8-bit sRGB samples, row-major [H,W,3] without gaps between rows. The memory comes from a
/// pool and goes back to it on <see cref="Dispose"/>; an image that is never disposed is collected like any array.</summary>
public sealed class RgbImage : IDisposable
{
    /// <summary>Vector code may read (never write) this far past the last pixel, so the memory is that much longer.</summary>
    internal const int ReadableBytesBeyondEnd = 32;

    private byte[]? _memory;

    private RgbImage(int width, int height, byte[] memory)
    {
        Width = width;
        Height = height;
        _memory = memory;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>All samples, Width × Height × 3 bytes.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public Span<byte> Pixels => Memory.AsSpan(0, Width * Height * 3);

    private byte[] Memory => _memory ?? throw new ObjectDisposedException(nameof(RgbImage));

    /// <summary>A new image whose pixels are not initialised.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1; width × height is at most 700 million.</param>
    public static RgbImage Create(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var bytes = (long)width * height * 3;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, 2_100_000_000, nameof(height));
        return new RgbImage(width, height, ArrayPool<byte>.Shared.Rent((int)bytes + ReadableBytesBeyondEnd));
    }

    /// <summary>The samples of one row, Width × 3 bytes.</summary>
    /// <param name="y">The row, 0 at the top.</param>
    public ReadOnlySpan<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return Memory.AsSpan(y * Width * 3, Width * 3);
    }

    /// <summary>The image as a PNG file (8-bit RGB).</summary>
    public byte[] EncodePng() => VipsEncoder.Encode(Pixels, Width, Height, static image => image.PngsaveBuffer());

    /// <summary>The image as a baseline JPEG file (4:2:0 below quality 90, else 4:4:4).</summary>
    /// <param name="quality">1 to 100; default 90.</param>
    public byte[] EncodeJpeg(int quality = 90)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return VipsEncoder.Encode(Pixels, Width, Height, image => image.JpegsaveBuffer(q: quality));
    }

    /// <summary>Gives the memory back to the pool; spans taken before must not be used any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } memory)
            ArrayPool<byte>.Shared.Return(memory);
    }

    /// <summary>The first sample, followed by all others and <see cref="ReadableBytesBeyondEnd"/> readable bytes.</summary>
    internal ref byte FirstSample => ref MemoryMarshal.GetArrayDataReference(Memory);
}

/// <summary>An opaque 8-bit sRGB colour.</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    /// <summary>(0, 0, 0).</summary>
    public static RgbColor Black => default;

    /// <summary>(255, 255, 255).</summary>
    public static RgbColor White => new(255, 255, 255);
}

/// <summary>A rectangle in an image, in pixels that may be fractions; (0, 0) is the outer corner of the top left pixel.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct ImageRegion(double X, double Y, double Width, double Height)
{
    /// <summary>The region that covers an image wholly.</summary>
    /// <param name="image">The image.</param>
    public static ImageRegion Whole(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageRegion(0, 0, image.Width, image.Height);
    }

    /// <summary>Throws unless the region lies within an image and has an area.</summary>
    internal void Validate(RgbImage image)
    {
        // Corners computed in floating point may stick out by a rounding error.
        const double slack = 1e-6;
        if (!(Width > 0 && Height > 0 && X >= -slack && Y >= -slack
              && X + Width <= image.Width + slack && Y + Height <= image.Height + slack))
            throw new ArgumentException($"The region {this} does not lie within the image of {image.Width}x{image.Height} pixels.");
    }
}
