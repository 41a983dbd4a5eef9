using TransferLab.Imaging.Resampling;

namespace TransferLab.Imaging;

/// <summary>Antialiased, separable resizing of 8-bit pixels: the same arithmetic in training, evaluation and serving, on every machine and
/// from any number of threads. Weights follow Pillow's rule: output pixel i of n looks at source position start + (i + ½) · length / n
/// through the filter widened by max(length / n, 1); positions outside the image are left out and the weights normalised to sum 1.</summary>
public static class ImageResizer
{
    /// <summary>Resamples a region of an image, in one pass that crops, resizes and mirrors.</summary>
    /// <param name="source">The image.</param>
    /// <param name="region">The part that becomes the output. At its edges the filter also sees the pixels around it, as Pillow's <c>box</c> does.</param>
    /// <param name="destination">Output samples [height,width,3]; exactly width × height × 3 bytes.</param>
    /// <param name="width">Output width in pixels.</param>
    /// <param name="height">Output height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="flip">Whether the output is mirrored left to right.</param>
    /// <param name="upsideDown">Whether the output is mirrored top to bottom.</param>
    /// <exception cref="ArgumentException">The region is not within the image, or the destination has another size.</exception>
    public static void Resize(
        RgbImage source, ImageRegion region, Span<byte> destination, int width, int height,
        Interpolation interpolation = Interpolation.Bilinear, bool flip = false, bool upsideDown = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        region.Validate(source);
        CheckDestination(destination, width, height);
        Resampler.Resample(source, region, destination, width * 3, width, height, interpolation, flip, upsideDown: upsideDown);
    }

    /// <summary>Makes an image smaller by a whole factor: the mean of each square, as the decoder of JPEG does where it shrinks.</summary>
    /// <param name="source">The image.</param>
    /// <param name="factor">Pixels a side of a square, 1 or more; what is left over at the right and lower edge is left out.</param>
    public static RgbImage Reduce(RgbImage source, int factor)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        var result = RgbImage.Create(source.Width / factor, source.Height / factor);
        var sums = new int[result.Width * 3];
        var count = factor * factor;
        for (var y = 0; y < result.Height; y++)
        {
            Array.Clear(sums);
            for (var dy = 0; dy < factor; dy++)
            {
                var row = source.Row((y * factor) + dy);
                for (var x = 0; x < result.Width * factor; x++)
                    for (var c = 0; c < 3; c++)
                        sums[(x / factor * 3) + c] += row[(x * 3) + c];
            }
            var target = result.Pixels.Slice(y * sums.Length, sums.Length);
            for (var i = 0; i < sums.Length; i++)
                target[i] = (byte)((sums[i] + (count / 2)) / count);
        }
        return result;
    }

    /// <summary>Brings an image to a model's input size.</summary>
    /// <param name="source">The image.</param>
    /// <param name="geometry">Size and rule.</param>
    /// <returns>A new image of the geometry's size.</returns>
    public static RgbImage Fit(RgbImage source, ImageGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        geometry.Validate();
        var result = RgbImage.Create(geometry.Width, geometry.Height);
        Fit(source, geometry, result.Pixels);
        return result;
    }

    /// <summary>Brings an image to a model's input size, in memory of the caller's (a row of a batch, say).</summary>
    /// <param name="source">The image.</param>
    /// <param name="geometry">Size and rule.</param>
    /// <param name="destination">Output samples [H,W,3] of the geometry's size.</param>
    /// <param name="flip">Whether the output is mirrored left to right.</param>
    /// <param name="upsideDown">Whether the output is mirrored top to bottom.</param>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public static void Fit(RgbImage source, ImageGeometry geometry, Span<byte> destination, bool flip = false, bool upsideDown = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(geometry);
        geometry.Validate();
        CheckDestination(destination, geometry.Width, geometry.Height);
        if (geometry.Mode == ResizeMode.Pad)
            Letterbox(source, geometry, destination, flip, upsideDown);
        else
            Resampler.Resample(
                source, RegionOf(source, geometry), destination, geometry.Width * 3, geometry.Width, geometry.Height, geometry.Interpolation, flip,
                upsideDown: upsideDown);
    }

    /// <summary>The part of an image that <see cref="Fit(RgbImage, ImageGeometry)"/> shows.</summary>
    /// <param name="source">The image.</param>
    /// <param name="geometry">Size and rule.</param>
    public static ImageRegion RegionOf(RgbImage source, ImageGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(geometry);
        return RegionOf(source.Width, source.Height, geometry);
    }

    /// <summary>The rectangle that the whole of a model's input covers on the picture it was made of. It is
    /// <see cref="RegionOf(RgbImage, ImageGeometry)"/>, but for <see cref="ResizeMode.Pad"/> it sticks out of the picture by the padding.</summary>
    /// <param name="source">The image.</param>
    /// <param name="geometry">Size and rule.</param>
    /// <returns>The rectangle, in pixels of the picture.</returns>
    public static ImageRegion InputRegionOf(RgbImage source, ImageGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(geometry);
        if (geometry.Mode != ResizeMode.Pad)
            return RegionOf(source, geometry);
        var (left, top, width, height) = LetterboxOf(source, geometry);
        var (scaleX, scaleY) = (source.Width / (double)width, source.Height / (double)height);
        return new ImageRegion(-left * scaleX, -top * scaleY, geometry.Width * scaleX, geometry.Height * scaleY);
    }

    /// <summary>The same for a picture of a size.</summary>
    internal static ImageRegion RegionOf(int width, int height, ImageGeometry geometry)
    {
        if (geometry.Mode != ResizeMode.Crop)
            return new ImageRegion(0, 0, width, height);

        // torchvision's Resize followed by CenterCrop, with whole pixels in the resized picture, expressed in the source's pixels.
        var coverWidth = Math.Max(geometry.Width, (int)Math.Round(geometry.Width * geometry.CoverScale));
        var coverHeight = Math.Max(geometry.Height, (int)Math.Round(geometry.Height * geometry.CoverScale));
        int resizedWidth, resizedHeight;
        if ((long)coverWidth * height >= (long)coverHeight * width)
        {
            resizedWidth = coverWidth;
            resizedHeight = Math.Max(coverHeight, (int)((long)coverWidth * height / width));
        }
        else
        {
            resizedHeight = coverHeight;
            resizedWidth = Math.Max(coverWidth, (int)((long)coverHeight * width / height));
        }
        var left = Math.Round((resizedWidth - geometry.Width) / 2.0);
        var top = Math.Round((resizedHeight - geometry.Height) / 2.0);
        var scaleX = width / (double)resizedWidth;
        var scaleY = height / (double)resizedHeight;
        return new ImageRegion(left * scaleX, top * scaleY, geometry.Width * scaleX, geometry.Height * scaleY);
    }

    private static void Letterbox(RgbImage source, ImageGeometry geometry, Span<byte> destination, bool flip, bool upsideDown)
    {
        var (left, top, width, height) = LetterboxOf(source, geometry);
        Fill(destination, geometry.Padding);
        var offset = ((top * geometry.Width) + left) * 3;
        Resampler.Resample(
            source, ImageRegion.Whole(source), destination[offset..], geometry.Width * 3, width, height, geometry.Interpolation, flip, upsideDown: upsideDown);
    }

    // Where the picture lies within the padded input, in the input's pixels.
    private static (int Left, int Top, int Width, int Height) LetterboxOf(RgbImage source, ImageGeometry geometry)
    {
        var scale = Math.Min(geometry.Width / (double)source.Width, geometry.Height / (double)source.Height);
        var width = Math.Clamp((int)Math.Round(source.Width * scale), 1, geometry.Width);
        var height = Math.Clamp((int)Math.Round(source.Height * scale), 1, geometry.Height);
        return ((geometry.Width - width) / 2, (geometry.Height - height) / 2, width, height);
    }

    private static void Fill(Span<byte> pixels, RgbColor color)
    {
        if (color.R == color.G && color.G == color.B)
        {
            pixels.Fill(color.R);
            return;
        }
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (color.R, color.G, color.B);
    }

    private static void CheckDestination(Span<byte> destination, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (destination.Length != (long)width * height * 3)
            throw new ArgumentException(
                $"{width}x{height} RGB pixels need {(long)width * height * 3} bytes, not {destination.Length}.", nameof(destination));
    }
}
