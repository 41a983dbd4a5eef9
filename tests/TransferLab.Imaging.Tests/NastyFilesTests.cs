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
    [InlineData("decompression_bomb_4gpx.gif", ImageDecodeFailure.Truncated)]
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
}
