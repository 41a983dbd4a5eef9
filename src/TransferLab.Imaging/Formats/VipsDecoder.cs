using System.Buffers;
using TransferLab.Imaging.Colour;
using TransferLab.Imaging.Vips;

namespace TransferLab.Imaging.Formats;

/// <summary>Decodes with libvips: its loader by format, sequential access, pixels computed on the caller's thread strip by strip.</summary>
internal static unsafe class VipsDecoder
{
    private const int AccessSequential = 1;
    private const int FailOnNone = 0;
    private const int FailOnTruncated = 1;

    // Few enough rows that a strip stays in the second-level cache.
    private const int StripRows = 16;

    internal static RgbImage Decode(ReadOnlySpan<byte> bytes, ImageFormat format, DecodeOptions options)
    {
        fixed (byte* data = bytes)
        {
            try
            {
                var opened = Open(data, bytes.Length, format, options, shrink: 1);
                try
                {
                    PixelLimit.Check(opened.Width, opened.Height, options);
                    var shrink = Shrink(opened, format, options);
                    if (shrink > 1)
                    {
                        opened.Dispose();
                        opened = Open(data, bytes.Length, format, options, shrink);
                    }
                    var orientation = opened.Orientation;
                    return ExifOrientation.Apply(Read(opened, options), orientation);
                }
                finally
                {
                    opened.Dispose();
                }
            }
            catch (VipsException e)
            {
                throw Explain(e, format);
            }
        }
    }

    internal static ImageInfo ReadInfo(ReadOnlySpan<byte> bytes, ImageFormat format, DecodeOptions options)
    {
        fixed (byte* data = bytes)
        {
            try
            {
                using var image = Open(data, bytes.Length, format, options, shrink: 1);
                var (width, height) = ExifOrientation.Transposes(image.Orientation) ? (image.Height, image.Width) : (image.Width, image.Height);
                return new ImageInfo(format, width, height, image.Orientation, image.Pages) { HasLocation = image.HasLocation };
            }
            catch (VipsException e)
            {
                throw Explain(e, format);
            }
        }
    }

    private static VipsImage Open(byte* data, int length, ImageFormat format, DecodeOptions options, int shrink)
    {
        var loader = format switch
        {
            ImageFormat.Jpeg => "jpegload_buffer",
            ImageFormat.Png => "pngload_buffer",
            ImageFormat.WebP => "webpload_buffer",
            ImageFormat.Gif => "gifload_buffer",
            ImageFormat.Tiff => "tiffload_buffer",
            _ => "heifload_buffer",
        };
        if (!VipsOperation.Exists(loader))
            throw new ImageDecodeException(ImageDecodeFailure.UnsupportedFormat, $"this build of libvips does not decode {format}");
        using var load = new VipsOperation(loader)
            .SetBuffer("buffer", data, (nuint)length)
            .SetEnum("access", VipsNative.vips_access_get_type(), AccessSequential)
            .SetEnum("fail_on", VipsNative.vips_fail_on_get_type(), options.FailOnTruncated ? FailOnTruncated : FailOnNone);
        if (shrink > 1)
            load.Set("shrink", shrink);
        return load.Build().GetImage("out");
    }

    /// <summary>The largest factor libjpeg offers that leaves the shorter side long enough.</summary>
    private static int Shrink(VipsImage image, ImageFormat format, DecodeOptions options)
    {
        if (format != ImageFormat.Jpeg || options.ShrinkToAtLeast is not { } atLeast)
            return 1;
        var shorter = Math.Min(image.Width, image.Height);
        foreach (var factor in (ReadOnlySpan<int>)[8, 4, 2])
            if (shorter / factor >= atLeast)
                return factor;
        return 1;
    }

    private static RgbImage Read(VipsImage image, DecodeOptions options)
    {
        var profile = IsSimple(image) && ColorsOf(image) == 3 ? IccMatrixProfile.TryRead(image.IccProfile) : null;
        using var converted = profile is null ? ConvertByVips(image) : null;
        var source = converted ?? image;
        if (profile is { IsSrgb: true })
            profile = null;

        var result = RgbImage.Create(source.Width, source.Height);
        try
        {
            ReadStrips(source, result, profile, options.Background);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Grey stays one colour until the end, since spreading it is cheaper than decoding three channels.</summary>
    private static int ColorsOf(VipsImage image) => image.Interpretation is VipsInterpretation.Grey or VipsInterpretation.Grey16 || image.Bands < 3 ? 1 : 3;

    /// <summary>Whether the samples are grey or RGB of 8 or 16 bits, so that no colour space has to be left.</summary>
    private static bool IsSimple(VipsImage image) =>
        image.Format is VipsBandFormat.UInt8 or VipsBandFormat.UInt16
        && image.Interpretation is VipsInterpretation.Grey or VipsInterpretation.Grey16 or VipsInterpretation.Srgb or VipsInterpretation.Rgb
            or VipsInterpretation.Rgb16 or VipsInterpretation.Multiband;

    /// <summary>Lets libvips convert what is not simple or has a profile made of tables; null when there is no need.</summary>
    private static VipsImage? ConvertByVips(VipsImage image)
    {
        if (image.Interpretation == VipsInterpretation.Cmyk)
            return TransformByProfile(image, "cmyk");
        if (IsSimple(image))
            return ColorsOf(image) == 3 && !image.IccProfile.IsEmpty ? TryTransformByProfile(image) : null;

        using var convert = new VipsOperation("colourspace").Set("in", image)
            .SetEnum("space", VipsNative.vips_interpretation_get_type(), (int)VipsInterpretation.Srgb).Build();
        return convert.GetImage("out");
    }

    private static VipsImage TransformByProfile(VipsImage image, string fallbackProfile)
    {
        using var transform = new VipsOperation("icc_transform").Set("in", image).Set("output_profile", "srgb")
            .Set("embedded", true).Set("input_profile", fallbackProfile).Build();
        return transform.GetImage("out");
    }

    /// <summary>Broken profiles are common in the wild and say nothing about the pixels: without a usable one they are taken as sRGB.</summary>
    private static VipsImage? TryTransformByProfile(VipsImage image)
    {
        try
        {
            return TransformByProfile(image, "srgb");
        }
        catch (VipsException)
        {
            return null;
        }
    }

    private static void ReadStrips(VipsImage image, RgbImage result, IccMatrixProfile? profile, RgbColor background)
    {
        int width = image.Width, height = image.Height, bands = image.Bands, colors = ColorsOf(image);
        var wide = image.Format == VipsBandFormat.UInt16;
        var hasAlpha = image.HasAlpha && bands > colors;
        var direct = bands == 3 && colors == 3 && !wide;
        if (!wide && image.Format != VipsBandFormat.UInt8)
            throw new VipsException($"the conversion to sRGB left samples of type {image.Format}");

        var rows = Math.Min(StripRows, height);
        var stripBytes = width * bands * (wide ? 2 : 1) * rows;
        var strip = direct ? null : ArrayPool<byte>.Shared.Rent(stripBytes);
        try
        {
            fixed (byte* pixels = result.Pixels, scratch = strip)
            {
                // Either the regions' target is the result itself or a strip that is used again and again.
                using var target = direct
                    ? VipsImage.OverMemory(pixels, (nuint)result.Pixels.Length, width, height, bands, image.Format)
                    : VipsImage.OverMemory(scratch, (nuint)stripBytes, width, rows, bands, image.Format);
                using var from = new VipsRegion(image);
                using var into = new VipsRegion(target);
                into.AttachToImage(new VipsRect(0, 0, width, direct ? height : rows));
                for (var y = 0; y < height; y += rows)
                {
                    var count = Math.Min(rows, height - y);
                    from.PrepareTo(into, new VipsRect(0, y, width, count), 0, direct ? y : 0);
                    var rgb = result.Pixels.Slice(y * width * 3, count * width * 3);
                    if (direct)
                    {
                        profile?.ConvertToSrgb(rgb, 3);
                        continue;
                    }
                    var samples = strip.AsSpan(0, width * bands * (wide ? 2 : 1) * count);
                    if (wide)
                        samples = SampleConversion.To8Bits(samples);
                    profile?.ConvertToSrgb(samples, bands);
                    SampleConversion.ToRgb(samples, bands, colors, hasAlpha, background, rgb);
                }
            }
        }
        finally
        {
            if (strip is not null)
                ArrayPool<byte>.Shared.Return(strip);
        }
    }

    private static ImageDecodeException Explain(VipsException e, ImageFormat format)
    {
        ReadOnlySpan<string> signs = ["premature end", "truncated", "end of file", "end of stream", "end of data", "too short", "not enough data", "unexpected end"];
        foreach (var sign in signs)
            if (e.Message.Contains(sign, StringComparison.OrdinalIgnoreCase))
                return new ImageDecodeException(ImageDecodeFailure.Truncated, $"{format}: the data ends too early ({e.Message})", e);
        return new ImageDecodeException(ImageDecodeFailure.Corrupt, $"{format}: the data is corrupt ({e.Message})", e);
    }
}
