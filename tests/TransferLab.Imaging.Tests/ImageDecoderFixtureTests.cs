using TransferLab.Imaging.Formats;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests;

/// <summary>Every kind of file against what Pillow makes of it (Fixtures/generate.py).</summary>
public class ImageDecoderFixtureTests
{
    public static TheoryData<string> Names => new(
        Directory.GetFiles(Path.GetDirectoryName(TestPictures.Fixture("x"))!, "*.expected.png")
            .Select(f => Path.GetFileName(f)[..^".expected.png".Length]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Decodes_like_pillow(string name)
    {
        var file = Directory.GetFiles(Path.GetDirectoryName(TestPictures.Fixture("x"))!, name + ".*")
            .Single(f => !f.EndsWith(".expected.png", StringComparison.Ordinal));
        using var expected = ImageDecoder.Load(TestPictures.Fixture(name + ".expected.png"));
        using var actual = ImageDecoder.Load(file);
        TestPictures.AssertClose(expected, actual, tolerance: 2);

        var info = ImageDecoder.ReadInfo(file);
        Assert.Equal((expected.Width, expected.Height), (info.Width, info.Height));
        Assert.Equal(name.Contains("animated", StringComparison.Ordinal) ? 2 : 1, info.Frames);
        if (name.StartsWith("orientation_", StringComparison.Ordinal))
            Assert.Equal(name[^1] - '0', info.Orientation);
    }

    [Fact]
    public void All_fixtures_are_there() => Assert.Equal(28, Names.Count);

    [Fact]
    public void Content_decides_and_not_the_extension()
    {
        Assert.Equal(ImageFormat.Jpeg, Sniff("jpeg_420.jpg"));
        Assert.Equal(ImageFormat.Png, Sniff("png_rgba.png"));
        Assert.Equal(ImageFormat.WebP, Sniff("webp_lossy.webp"));
        Assert.Equal(ImageFormat.Gif, Sniff("gif_animated.gif"));
        Assert.Equal(ImageFormat.Bmp, Sniff("bmp_24.bmp"));
        Assert.Equal(ImageFormat.Tiff, Sniff("tiff_lzw.tif"));

        var renamed = Path.Combine(Directory.CreateTempSubdirectory().FullName, "ü ñ йцук.txt");
        File.Copy(TestPictures.Fixture("webp_lossy.webp"), renamed);
        using var image = ImageDecoder.Load(renamed);
        Assert.Equal(45, image.Width);
        Directory.Delete(Path.GetDirectoryName(renamed)!, recursive: true);

        static ImageFormat Sniff(string name) => FormatSniffer.Sniff(File.ReadAllBytes(TestPictures.Fixture(name)));
    }

    [Fact]
    public void Transparent_pixels_show_the_chosen_background()
    {
        var bytes = File.ReadAllBytes(TestPictures.Fixture("png_rgba.png"));
        using var black = ImageDecoder.Decode(bytes, new DecodeOptions { Background = RgbColor.Black });
        using var coloured = ImageDecoder.Decode(bytes, new DecodeOptions { Background = new RgbColor(1, 2, 3) });
        Assert.Equal([0, 0, 0], black.Row(0)[..3].ToArray());
        Assert.Equal([1, 2, 3], coloured.Row(0)[..3].ToArray());
        Assert.Equal(black.Row(30)[^3..].ToArray(), coloured.Row(30)[^3..].ToArray());
    }
}
