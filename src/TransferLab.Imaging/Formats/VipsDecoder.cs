using TransferLab.Imaging.Colour;
using TransferLab.Imaging.Vips;

namespace TransferLab.Imaging.Formats;

/// <summary>Decodes with libvips: its loader by format, sequential access, pixels computed on the caller's thread strip by strip.</summary>
internal static unsafe class VipsDecoder
{
    // Few enough rows that a strip stays in the second-level cache.
    private const int StripRows = 16;

    internal static RgbImage Decode(ReadOnlySpan<byte> bytes, ImageFormat format, DecodeOptions options)
    {
        try
        {
            var opened = Open(bytes, format, options, shrink: 1);
            try
            {
                options.CheckPixels(opened.Width, opened.Height);
                var shrink = options.ShrinkToAtLeast is { } side ? ImageInfo.ShrinkTo(side, format, opened.Width, opened.Height) : 1;
                if (shrink > 1)
                {
                    opened.Dispose();
                    opened = Open(bytes, format, options, shrink);
                }
                var orientation = OrientationOf(opened);
                return ExifOrientation.Apply(Read(opened, options), orientation);
            }
            finally
            {
                opened.Dispose();
            }
        }
        catch (VipsException)
        {
            throw Explain(bytes, format);
        }
    }

    internal static ImageInfo ReadInfo(ReadOnlySpan<byte> bytes, ImageFormat format, DecodeOptions options)
    {
        try
        {
            using var image = Open(bytes, format, options, shrink: 1);
            var orientation = OrientationOf(image);
            var (width, height) = ExifOrientation.Transposes(orientation) ? (image.Height, image.Width) : (image.Width, image.Height);
            return new ImageInfo(format, width, height, orientation, PagesOf(image))
            {
                HasLocation = image.Contains("exif-ifd3-GPSLatitude") || image.Contains("exif-ifd3-GPSLongitude"),
            };
        }
        catch (VipsException)
        {
            throw Explain(bytes, format);
        }
    }

    private static Image Open(ReadOnlySpan<byte> bytes, ImageFormat format, DecodeOptions options, int shrink)
    {
        // Named by us and never left to libvips to guess, so that no other loader ever sees the bytes.
        var loader = format switch
        {
            ImageFormat.Jpeg => "jpegload_source",
            ImageFormat.Png => "pngload_source",
            ImageFormat.WebP => "webpload_source",
            ImageFormat.Gif => "gifload_source",
            ImageFormat.Tiff => "tiffload_source",
            _ => "heifload_source",
        };
        if (!VipsLibrary.Has(loader))
            throw new ImageDecodeException(ImageDecodeFailure.UnsupportedFormat, $"this build of libvips does not decode {format}");
        var settings = new VOption
        {
            { "access", Enums.Access.Sequential },
            { "fail_on", options.FailOnTruncated ? Enums.FailOn.Truncated : Enums.FailOn.None },
        };
        if (shrink > 1)
            settings.Add("shrink", shrink);

        // The source has a copy of the bytes, which lives as long as the image does.
        using var source = Source.NewFromMemory(bytes);
        return (Image)Operation.Call(loader, settings, source);
    }

    /// <summary>The EXIF orientation, 1 to 8; 1 when there is none.</summary>
    private static int OrientationOf(Image image) => NumberOf(image, "orientation") is >= 1 and <= 8 and var value ? value : 1;

    /// <summary>How many frames or pages the file has; what no real file has is nonsense in its header.</summary>
    private static int PagesOf(Image image) => NumberOf(image, "n-pages") is > 1 and < 10_000 and var value ? value : 1;

    private static int? NumberOf(Image image, string name) => image.Contains(name) ? image.Get(name) as int? : null;

    /// <summary>The embedded ICC profile; empty when there is none.</summary>
    private static byte[] ProfileOf(Image image) => image.Contains("icc-profile-data") && image.Get("icc-profile-data") is byte[] profile ? profile : [];

    private static RgbImage Read(Image image, DecodeOptions options)
    {
        var profile = IsSimple(image) && ColorsOf(image) == 3 ? IccMatrixProfile.TryRead(ProfileOf(image)) : null;
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
    private static int ColorsOf(Image image) => image.Interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Grey16 || image.Bands < 3 ? 1 : 3;

    /// <summary>Whether the samples are grey or RGB of 8 or 16 bits, so that no colour space has to be left.</summary>
    private static bool IsSimple(Image image) =>
        image.Format is Enums.BandFormat.Uchar or Enums.BandFormat.Ushort
        && image.Interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Grey16 or Enums.Interpretation.Srgb or Enums.Interpretation.Rgb
            or Enums.Interpretation.Rgb16 or Enums.Interpretation.Multiband;

    /// <summary>Lets libvips convert what is not simple or has a profile made of tables; null when there is no need.</summary>
    private static Image? ConvertByVips(Image image)
    {
        if (image.Interpretation == Enums.Interpretation.Cmyk)
            return TransformByProfile(image, "cmyk");
        if (IsSimple(image))
            return ColorsOf(image) == 3 && image.Contains("icc-profile-data") ? TryTransformByProfile(image) : null;
        return image.Colourspace(Enums.Interpretation.Srgb);
    }

    private static Image TransformByProfile(Image image, string fallbackProfile) =>
        image.IccTransform("srgb", embedded: true, inputProfile: fallbackProfile);

    /// <summary>Broken profiles are common in the wild and say nothing about the pixels: without a usable one they are taken as sRGB.</summary>
    private static Image? TryTransformByProfile(Image image)
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

    private static void ReadStrips(Image image, RgbImage result, IccMatrixProfile? profile, RgbColor background)
    {
        int width = image.Width, height = image.Height, bands = image.Bands, colors = ColorsOf(image);
        var wide = image.Format == Enums.BandFormat.Ushort;
        var hasAlpha = image.HasAlpha() && bands > colors;
        var direct = bands == 3 && colors == 3 && !wide;
        if (!wide && image.Format != Enums.BandFormat.Uchar)
            throw new ImageDecodeException(
                ImageDecodeFailure.UnsupportedFormat, $"samples of type {image.Format} are not decoded: convert the picture to 8 or 16 bits");

        var rows = Math.Min(StripRows, height);
        var stripBytes = width * bands * (wide ? 2 : 1) * rows;
        var strip = direct ? null : ArrayPool<byte>.Shared.Rent(stripBytes);
        try
        {
            fixed (byte* pixels = result.Pixels, scratch = strip)
            {
                // Pixels go either straight into the result or into a strip that is used again and again.
                using var reader = direct ? new StripReader(image, pixels, height, width * 3L) : new StripReader(image, scratch, rows, stripBytes / rows);
                for (var y = 0; y < height; y += rows)
                {
                    var count = Math.Min(rows, height - y);
                    reader.Read(y, count, direct ? y : 0);
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

    /// <summary>Says what is wrong in words of our own. libvips' words stand in one buffer for all threads: a client would be told
    /// of somebody else's picture. For the same reason the exception of NetVips, which quotes them, is not passed on.</summary>
    private static ImageDecodeException Explain(ReadOnlySpan<byte> bytes, ImageFormat format) =>
        FileEnd.IsMissing(bytes, format)
            ? new ImageDecodeException(ImageDecodeFailure.Truncated, $"{format}: the data ends too early")
            : new ImageDecodeException(ImageDecodeFailure.Corrupt, $"{format}: the data is damaged, or of a kind of {format} that is not decoded");
}
