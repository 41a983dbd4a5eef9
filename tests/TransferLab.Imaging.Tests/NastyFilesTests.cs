using TransferLab.Imaging.Tests.Support;
using TransferLab.Testing;

namespace TransferLab.Imaging.Tests;

/// <summary>The collection of real-world trouble beside the repository: each file decodes upright or is refused for its own reason.</summary>
public class NastyFilesTests
{
    [Theory]
    [InlineData("animated_42_frames.webp", 245, 245)]
    [InlineData("animated_transparent.gif", 320, 240)]
    [InlineData("apng_palette_alpha.png", 128, 64)]
    [InlineData("bad_mpo_header.jpg", 640, 480)]
    [InlineData("cmyk_adobe_photo_1500x1000.jpg", 1500, 1000)]
    [InlineData("cyrillic_name_йцук.jpg", 1024, 768)]
    [InlineData("exif_landscape_orientation1.jpg", 1800, 1200)]
    [InlineData("exif_landscape_orientation5.jpg", 1800, 1200)]
    [InlineData("exif_landscape_orientation8.jpg", 1800, 1200)]
    [InlineData("exif_portrait_orientation6.jpg", 1200, 1800)]
    [InlineData("exif_typeerror_800x531.jpg", 800, 531)]
    [InlineData("gray8_512.png", 512, 512)]
    [InlineData("grayscale.jpg", 128, 128)]
    [InlineData("junk_header_1024x768.jpg", 1024, 768)]
    [InlineData("made_jpeg_named.png", 300, 225)]
    [InlineData("made_no_extension", 100, 100)]
    [InlineData("made_png_named.jpg", 800, 600)]
    [InlineData("made_uppercase_ext.JPEG", 100, 100)]
    [InlineData("made_webp_named.jpg", 480, 360)]
    [InlineData("palette_trns_162x150.png", 162, 150)]
    [InlineData("photo.avif", 128, 128)]
    [InlineData("photo_480x360.webp", 480, 360)]
    [InlineData("photo_800x534.bmp", 800, 534)]
    [InlineData("png_zlib_bomb_text.png", 1, 1)]
    [InlineData("progressive_big_icc.jpg", 425, 250)]
    [InlineData("rgb16_photo_290x442.png", 290, 442)]
    [InlineData("rgba_800x600.png", 800, 600)]
    public void Decodes(string name, int width, int height)
    {
        using var image = ImageDecoder.Load(SharedData.Path("datasets/nasty/" + name));
        Assert.Equal((width, height), (image.Width, image.Height));
    }

    [Theory]
    [InlineData("broken_data_stream.png", ImageDecodeFailure.Corrupt)]
    [InlineData("decompression_bomb_4gpx.gif", ImageDecodeFailure.TooLarge)]
    [InlineData("made_html_named.jpg", ImageDecodeFailure.Html)]
    [InlineData("made_lfs_pointer.jpg", ImageDecodeFailure.GitLfsPointer)]
    [InlineData("made_zero_byte.jpg", ImageDecodeFailure.Empty)]
    [InlineData("truncated_baseline_290x442.jpg", ImageDecodeFailure.Truncated)]
    [InlineData("ultrahdr_mpo_truncated.jpg", ImageDecodeFailure.Truncated)]
    public void Is_refused(string name, ImageDecodeFailure failure) =>
        Assert.Equal(failure, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Load(SharedData.Path("datasets/nasty/" + name))).Failure);

    [Fact]
    public void The_same_landscape_stored_in_three_orientations_looks_the_same()
    {
        var geometry = new ImageGeometry { Width = 60, Height = 40, Mode = ResizeMode.Squash };
        using var upright = Fit(1);
        foreach (var orientation in (int[])[5, 8])
        {
            using var turned = Fit(orientation);
            Assert.Equal((upright.Width, upright.Height), (turned.Width, turned.Height));

            // Each picture bears its orientation's number in the middle, so a few samples do differ.
            var different = 0;
            for (var i = 0; i < upright.Pixels.Length; i++)
                different += Math.Abs(upright.Pixels[i] - turned.Pixels[i]) > 16 ? 1 : 0;
            Assert.InRange(different / (double)upright.Pixels.Length, 0, 0.01);
        }

        RgbImage Fit(int orientation)
        {
            using var image = ImageDecoder.Load(SharedData.Path($"datasets/nasty/exif_landscape_orientation{orientation}.jpg"));
            return ImageResizer.Fit(image, geometry);
        }
    }

    [Fact]
    public void The_jpeg_png_and_webp_with_other_names_are_the_files_they_were_copied_from()
    {
        using var named = ImageDecoder.Load(SharedData.Path("datasets/nasty/made_webp_named.jpg"));
        using var original = ImageDecoder.Load(SharedData.Path("datasets/nasty/photo_480x360.webp"));
        TestPictures.AssertClose(original, named, 0);
    }

    // Mean colours of the four quarters as ImageMagick 6.9 gives them (upright, on white, in sRGB; without the gAMA chunk of the
    // palette picture, which browsers apply, and Pillow and we do not). CMYK depends on how a profile is rendered.
    [Theory]
    [InlineData("animated_42_frames.webp", "4c785b838b599c8d56af905d")]
    [InlineData("animated_transparent.gif", "f8f9f2fafbf8fafbf8fafbf8")]
    [InlineData("apng_palette_alpha.png", "ff0000ff0000ff0000ff0000")]
    [InlineData("bad_mpo_header.jpg", "6b64575443358780769a8c88")]
    [InlineData("cmyk_adobe_photo_1500x1000.jpg", "c7a680c7aa8cd8cdbbcfac8f")]
    [InlineData("cyrillic_name_йцук.jpg", "270f02251506170701190901")]
    [InlineData("exif_landscape_orientation1.jpg", "89a7ca5c6b7e505e67515c67")]
    [InlineData("exif_landscape_orientation5.jpg", "89a7ca5c6b7e505e67515c67")]
    [InlineData("exif_landscape_orientation8.jpg", "8aa7cb5c6c7e505f67515c67")]
    [InlineData("exif_portrait_orientation6.jpg", "919fa7b2bbc479848b848f95")]
    [InlineData("exif_typeerror_800x531.jpg", "adbbbea2b0b29686609a8c65")]
    [InlineData("gray8_512.png", "8080807f7f7f7f7f7f7f7f7f")]
    [InlineData("grayscale.jpg", "5050507676763f3f3f4c4c4c")]
    [InlineData("junk_header_1024x768.jpg", "b8c4d19899a04a403638312a")]
    [InlineData("made_jpeg_named.png", "7a535077525a784e4d67473b")]
    [InlineData("made_no_extension", "008001008001008001008001")]
    [InlineData("palette_trns_162x150.png", "b7ac83cdccca9ca58bd5d5d4")]
    [InlineData("photo.avif", "5c48506b749a5138354b495d")]
    [InlineData("photo_480x360.webp", "818e6a697f5080896272795c")]
    [InlineData("photo_800x534.bmp", "fcddd5eec6baf1baace7ada4")]
    [InlineData("progressive_big_icc.jpg", "004592024d9a649ec386b4d2")]
    [InlineData("rgb16_photo_290x442.png", "80756f84786c7f756f817466")]
    [InlineData("rgba_800x600.png", "b5a6d0bbc6adeddfd9eedfd8")]
    public void Colours_are_those_another_decoder_sees(string name, string quarters)
    {
        using var image = ImageDecoder.Load(SharedData.Path("datasets/nasty/" + name));
        var expected = Convert.FromHexString(quarters);
        var tolerance = name.StartsWith("cmyk", StringComparison.Ordinal) ? 12 : 6;
        for (var quarter = 0; quarter < 4; quarter++)
        {
            var (left, top) = (quarter % 2 * image.Width / 2, quarter / 2 * image.Height / 2);
            var (right, bottom) = (left + (image.Width / 2), top + (image.Height / 2));
            var sums = new long[3];
            for (var y = top; y < bottom; y++)
                for (var x = left; x < right; x++)
                    for (var c = 0; c < 3; c++)
                        sums[c] += image.Row(y)[(x * 3) + c];
            for (var c = 0; c < 3; c++)
                Assert.InRange(sums[c] / (double)((right - left) * (bottom - top)), expected[(quarter * 3) + c] - tolerance,
                    expected[(quarter * 3) + c] + tolerance);
        }
    }

    [Fact]
    public void Every_file_of_the_collection_has_its_test()
    {
        var listed = File.ReadLines(SharedData.Path("datasets/nasty/LIST.csv")).Skip(1).Select(l => l.Split(',')[0]).Order(StringComparer.Ordinal);
        var tested = new[] { nameof(Decodes),
            nameof(Is_refused) }.SelectMany(m => typeof(NastyFilesTests).GetMethod(m)!.GetCustomAttributes(typeof(InlineDataAttribute), false))
            .Select(a => (string)((InlineDataAttribute)a).Data[0]!).Order(StringComparer.Ordinal);
        Assert.Equal(listed, tested);
    }

    [Fact]
    [Trait("Category", "Heavy")]
    public void Damaged_copies_never_crash()
    {
        Heavy.Require("decodes thousands of damaged files");
        var random = new Random(7);
        var options = new DecodeOptions { ShrinkToAtLeast = 64, MaxPixels = 4_000_000 };
        int decoded = 0, refused = 0;
        foreach (var file in Directory.GetFiles(SharedData.Path("datasets/nasty")).Where(f => new FileInfo(f).Length is > 0 and < 400_000)
            .Order(StringComparer.Ordinal))
        {
            var original = File.ReadAllBytes(file);
            for (var round = 0; round < 100; round++)
            {
                var bytes = original[..(random.Next(3) == 0 ? random.Next(original.Length) : original.Length)];
                for (var flips = random.Next(0, 12); flips > 0 && bytes.Length > 0; flips--)
                    bytes[random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 512) : bytes.Length)] ^= (byte)(1 << random.Next(8));
                try
                {
                    using var image = ImageDecoder.Decode(bytes, options);
                    Assert.InRange((long)image.Width * image.Height, 1, options.MaxPixels);
                    decoded++;
                }
                catch (ImageDecodeException e)
                {
                    Assert.NotEmpty(e.Message);
                    refused++;
                }
            }
        }
        Assert.True(decoded + refused >= 2500 && decoded > 200 && refused > 200, $"{decoded} decoded, {refused} refused");
    }
}
