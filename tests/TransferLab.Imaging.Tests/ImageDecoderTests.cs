using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using NetVips;
using TransferLab.Imaging.Formats;
using TransferLab.Imaging.Tests.Support;
using TransferLab.Imaging.Vips;

namespace TransferLab.Imaging.Tests;

public class ImageDecoderTests
{
    [Fact]
    public void Png_round_trip_is_exact_and_jpeg_round_trip_is_close()
    {
        using var image = TestPictures.Smooth(61, 47);
        using var png = ImageDecoder.Decode(image.EncodePng());
        TestPictures.AssertClose(image, png, 0);
        using var jpeg = ImageDecoder.Decode(image.EncodeJpeg(95));
        TestPictures.AssertClose(image, jpeg, 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => image.EncodeJpeg(0));
    }

    [Fact]
    public void Use_after_dispose_is_refused()
    {
        var image = TestPictures.Smooth(3, 3);
        image.Dispose();
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.Pixels.Length);
        Assert.Throws<ObjectDisposedException>(() => image.Row(0).Length);
    }

    [Fact]
    public void Rgb16_is_rounded_to_8_bits()
    {
        ushort[] samples = [0, 128, 129, 257, 32767, 65535, 65406, 65407, 1000];
        var png = Encode(samples, 3, 1, 3, Enums.Interpretation.Rgb16);
        using var image = ImageDecoder.Decode(png);
        Assert.Equal(samples.Select(v => (byte)Math.Round(v / 257.0)), image.Pixels.ToArray());
    }

    [Fact]
    public void Rgba16_is_laid_on_the_background()
    {
        ushort[] samples = [65535, 0, 0, 0, 0, 65535, 0, 32768, 0, 0, 65535, 65535];
        var png = Encode(samples, 3, 1, 4, Enums.Interpretation.Rgb16);
        using var image = ImageDecoder.Decode(png);
        Assert.Equal([255, 255, 255, 127, 255, 127, 0, 0, 255], image.Pixels.ToArray());
    }

    [Fact]
    public void Floating_point_samples_are_refused_by_name()
    {
        float[] samples = [0, 0.5f, 1];
        var tiff = VipsEncoder.Encode(
            MemoryMarshal.AsBytes<float>(samples), 3, 1, i => i.TiffsaveBuffer(), bands: 1, Enums.BandFormat.Float, Enums.Interpretation.Bw);
        var refused = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(tiff));
        Assert.Equal(ImageDecodeFailure.UnsupportedFormat, refused.Failure);
        Assert.Equal("samples of type Float are not decoded: convert the picture to 8 or 16 bits", refused.Message);
    }

    [Fact]
    public void A_picture_that_the_format_cannot_hold_is_an_error_without_the_words_of_others()
    {
        using var wide = RgbImage.Create(70_000, 1);
        wide.Pixels.Clear();
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(wide.EncodePng().AsSpan(0, 100)));
        var refused = Assert.Throws<InvalidOperationException>(() => wide.EncodeJpeg());
        Assert.StartsWith("libvips could not write a picture of 70000x1 pixels", refused.Message, StringComparison.Ordinal);
        Assert.Null(refused.InnerException);
    }

    [Fact]
    public void Cmyk_inks_become_the_colours_they_print()
    {
        // One 16x16 block an ink, so that JPEG keeps them apart: none, cyan, magenta, yellow, black.
        byte[][] inks = [[0, 0, 0, 0], [255, 0, 0, 0], [0, 255, 0, 0], [0, 0, 255, 0], [0, 0, 0, 255]];
        var samples = new byte[80 * 16 * 4];
        for (var y = 0; y < 16; y++)
            for (var x = 0; x < 80; x++)
                inks[x / 16].CopyTo(samples, (y * 80 + x) * 4);
        var jpeg = VipsEncoder.Encode(samples, 80, 16, i => i.JpegsaveBuffer(q: 100), 4, interpretation: Enums.Interpretation.Cmyk);
        using var image = ImageDecoder.Decode(jpeg);

        Assert.All(Center(0), v => Assert.InRange(v, (byte)245, (byte)255));
        Assert.All(Center(4), v => Assert.InRange(v, (byte)0, (byte)60));
        Assert.True(Center(1) is [< 80, > 120, > 180], "cyan");
        Assert.True(Center(2) is [> 180, < 80, > 80 and < 180], "magenta");
        Assert.True(Center(3) is [> 230, > 200, < 80], "yellow");

        byte[] Center(int ink) => image.Row(8).Slice((ink * 16 + 8) * 3, 3).ToArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Exif_orientation_of_either_byte_order_is_applied(int orientation)
    {
        // Larger than a tile of the transposition, and not a multiple of it.
        using var stored = TestPictures.Smooth(75, 41);
        var jpeg = stored.EncodeJpeg(95);
        using var plain = ImageDecoder.Decode(jpeg);
        foreach (var bigEndian in (bool[])[true, false])
        {
            using var upright = ImageDecoder.Decode(JpegSegments.WithExifOrientation(jpeg, orientation, bigEndian));
            Assert.Equal(orientation >= 5 ? (41, 75) : (75, 41), (upright.Width, upright.Height));
            for (var y = 0; y < 41; y++)
                for (var x = 0; x < 75; x++)
                {
                    // Where the stored pixel belongs, from the definition of the tag: what the 0th row and the 0th column stand for.
                    var (ux, uy) = orientation switch
                    {
                        1 => (x, y),
                        2 => (74 - x, y),
                        3 => (74 - x, 40 - y),
                        4 => (x, 40 - y),
                        5 => (y, x),
                        6 => (40 - y, x),
                        7 => (40 - y, 74 - x),
                        _ => (y, 74 - x),
                    };
                    Assert.True(plain.Row(y).Slice(x * 3, 3).SequenceEqual(upright.Row(uy).Slice(ux * 3, 3)));
                }
        }
    }

    [Fact]
    public void Shrink_on_load_keeps_the_shorter_side_and_the_picture()
    {
        using var image = TestPictures.Smooth(800, 600);
        var jpeg = image.EncodeJpeg(95);
        foreach (var (atLeast, expected) in ((int, int)[])[(601, 600), (301, 600), (300, 300), (150, 150), (75, 75), (1, 75)])
        {
            using var shrunk = ImageDecoder.Decode(jpeg, new DecodeOptions { ShrinkToAtLeast = atLeast });
            Assert.Equal((expected * 4 / 3, expected), (shrunk.Width, shrunk.Height));
            using var fitted = ImageResizer.Fit(image, new ImageGeometry { Width = 64, Height = 48, Mode = ResizeMode.Squash });
            using var fittedShrunk = ImageResizer.Fit(shrunk, new ImageGeometry { Width = 64, Height = 48, Mode = ResizeMode.Squash });
            TestPictures.AssertClose(fitted, fittedShrunk, 12);
        }
        using var turned = ImageDecoder.Decode(JpegSegments.WithExifOrientation(jpeg, 6, true), new DecodeOptions { ShrinkToAtLeast = 300 });
        Assert.Equal((300, 400), (turned.Width, turned.Height));
    }

    [Fact]
    public void Avif_is_decoded()
    {
        using var image = TestPictures.Smooth(64, 48);
        var avif = Avif(image);
        Assert.Equal(ImageFormat.Avif, FormatSniffer.Sniff(avif));
        using var decoded = ImageDecoder.Decode(avif);
        TestPictures.AssertClose(image, decoded, 40);
        Assert.Equal(ImageDecodeFailure.UnsupportedFormat, Refusal(Encoding.ASCII.GetBytes("\0\0\0\u0018ftypheic\0\0\0\0mif1heic....")));
    }

    [Theory]
    [InlineData("", ImageDecodeFailure.Empty)]
    [InlineData("\u00EF\u00BB\u00BF\n <!DOCTYPE html><title>404</title>", ImageDecodeFailure.Html)]
    [InlineData("<HTML><body>moved</body>", ImageDecodeFailure.Html)]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", ImageDecodeFailure.GitLfsPointer)]
    [InlineData("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", ImageDecodeFailure.UnsupportedFormat)]
    [InlineData("%PDF-1.7", ImageDecodeFailure.UnsupportedFormat)]
    [InlineData("label,path\n", ImageDecodeFailure.NotAnImage)]
    [InlineData("\u00FF\u00D8", ImageDecodeFailure.NotAnImage)]
    [InlineData("\u00FF\u00D8\u00FF", ImageDecodeFailure.Truncated)]
    public void What_is_no_image_is_refused_with_its_reason(string latin1, ImageDecodeFailure failure)
    {
        var actual = Refusal(Encoding.Latin1.GetBytes(latin1));
        Assert.True(actual == failure || (failure == ImageDecodeFailure.Truncated && actual == ImageDecodeFailure.Corrupt), $"{actual}");
    }

    [Fact]
    public void Files_that_cannot_be_read_are_refused_with_their_path()
    {
        var missing = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Load("/no/such/file.jpg"));
        Assert.Equal(ImageDecodeFailure.Unreadable, missing.Failure);
        Assert.StartsWith("/no/such/file.jpg: ", missing.Message);
        Assert.Equal(ImageDecodeFailure.Unreadable, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Load(Path.GetTempPath())).Failure);
        var broken = TestPictures.Fixture("generate.py");
        Assert.StartsWith(broken, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Load(broken)).Message);
    }

    [Fact]
    public void Limits_are_checked_before_memory_is_spent()
    {
        using var image = TestPictures.Smooth(100, 100);
        foreach (var file in Encodings(image))
        {
            Assert.Equal(ImageDecodeFailure.TooLarge, Refusal(file, new DecodeOptions { MaxPixels = 9_999 }));
            ImageDecoder.Decode(file, new DecodeOptions { MaxPixels = 10_000 }).Dispose();
            Assert.Equal(ImageDecodeFailure.TooLarge, Refusal(file, new DecodeOptions { MaxBytes = file.Length - 1 }));
        }

        // Headers that claim 65,000 x 65,000 and more; the rest of the file does not matter.
        var png = image.EncodePng();
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 65_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 65_000);
        var gif = File.ReadAllBytes(TestPictures.Fixture("gif_animated.gif"));
        gif.AsSpan(6, 4).Fill(0xFF);
        var bmp = File.ReadAllBytes(TestPictures.Fixture("bmp_24.bmp"));
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 65_000);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), -65_000);
        var webp = File.ReadAllBytes(TestPictures.Fixture("webp_animated.webp"));
        webp.AsSpan(24, 6).Fill(0x7F);
        var jpeg = image.EncodeJpeg();
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        jpeg.AsSpan(frame + 5, 4).Fill(0xFD);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        foreach (var bomb in (byte[][])[png, gif, bmp, webp, jpeg])
            Assert.Equal(ImageDecodeFailure.TooLarge, Refusal(bomb));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1 << 20);
    }

    [Fact]
    public void Truncated_files_are_refused_unless_asked_for()
    {
        using var image = TestPictures.Noise(120, 90, seed: 6);
        foreach (var file in Encodings(image))
        {
            foreach (var kept in (double[])[0.5, 0.8, 0.95])
                Assert.True(Refusal(file[..(int)(file.Length * kept)]) is ImageDecodeFailure.Truncated or ImageDecodeFailure.Corrupt,
                    $"{FormatSniffer.Sniff(file)} {kept}");
        }
        var half = image.EncodeJpeg();
        using var partial = ImageDecoder.Decode(half.AsSpan(0, half.Length / 2), new DecodeOptions { FailOnTruncated = false });
        using var whole = ImageDecoder.Decode(half);
        Assert.True(partial.Row(0).SequenceEqual(whole.Row(0)));
        Assert.False(partial.Row(89).SequenceEqual(whole.Row(89)));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageDecoder.Decode([], new DecodeOptions { MaxPixels = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageDecoder.Decode([], new DecodeOptions { ShrinkToAtLeast = 0 }));
    }

    [Fact]
    public void Threads_do_not_change_the_result()
    {
        using var image = TestPictures.Noise(200, 150, seed: 12);
        var files = Encodings(image).ToArray();
        var alone = files.Select(Pixels).ToArray();
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.Equal(alone[i % files.Length], Pixels(files[i % files.Length])));

        static byte[] Pixels(byte[] file)
        {
            using var decoded = ImageDecoder.Decode(file);
            return decoded.Pixels.ToArray();
        }
    }

    /// <summary>The picture in each format that we can write.</summary>
    internal static IEnumerable<byte[]> Encodings(RgbImage image) =>
    [
        image.EncodeJpeg(),
        VipsEncoder.Encode(image.Pixels, image.Width, image.Height, i => i.JpegsaveBuffer(interlace: true)),
        image.EncodePng(),
        VipsEncoder.Encode(image.Pixels, image.Width, image.Height, i => i.WebpsaveBuffer(lossless: true)),
        VipsEncoder.Encode(image.Pixels, image.Width, image.Height, i => i.GifsaveBuffer()),
        BmpWriter.Bmp24(image),
    ];

    internal static byte[] Avif(RgbImage image) => VipsEncoder.Encode(
        image.Pixels, image.Width, image.Height, i => i.HeifsaveBuffer(q: 90, effort: 0, compression: Enums.ForeignHeifCompression.Av1));

    private static byte[] Encode(ushort[] samples, int width, int height, int bands, Enums.Interpretation interpretation) =>
        VipsEncoder.Encode(MemoryMarshal.AsBytes<ushort>(samples), width, height, i => i.PngsaveBuffer(), bands, Enums.BandFormat.Ushort, interpretation);

    private static ImageDecodeFailure Refusal(byte[] bytes, DecodeOptions? options = null) =>
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(bytes, options)).Failure;
}
