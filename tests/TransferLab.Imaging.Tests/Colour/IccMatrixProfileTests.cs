using NetVips;
using TransferLab.Imaging.Colour;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Colour;

public class IccMatrixProfileTests
{
    [Theory]
    [InlineData(1.8, false)]
    [InlineData(2.19921875, true)]
    public void Conversion_agrees_with_the_colour_engine_of_libvips(double gamma, bool adobeRgb)
    {
        using var picture = TestPictures.Smooth(64, 48);
        var jpeg = JpegSegments.WithProfile(picture.EncodeJpeg(95), IccWriter.Rgb(adobeRgb ? IccWriter.AdobeRgb : IccWriter.Srgb, IccWriter.Gamma(gamma)));
        using var actual = ImageDecoder.Decode(jpeg);
        using var expected = ByEngine(jpeg);
        using var unconverted = ImageDecoder.Decode(picture.EncodeJpeg(95));
        TestPictures.AssertClose(expected, actual, 2);
        Assert.True(TestPictures.LargestDifference(unconverted.Pixels, actual.Pixels) > 10);
    }

    [Fact]
    public void Srgb_profiles_change_nothing()
    {
        using var picture = TestPictures.Smooth(64, 48);
        var jpeg = picture.EncodeJpeg(95);
        using var expected = ImageDecoder.Decode(jpeg);
        foreach (var curve in (byte[][])[IccWriter.SrgbTable(1024), IccWriter.SrgbFormula()])
        {
            var profile = IccWriter.Rgb(IccWriter.Srgb, curve);
            Assert.True(IccMatrixProfile.TryRead(profile)!.IsSrgb);
            using var actual = ImageDecoder.Decode(JpegSegments.WithProfile(jpeg, profile));
            TestPictures.AssertClose(expected, actual, 0);
        }
    }

    [Fact]
    public void Damaged_profiles_are_ignored_and_never_crash()
    {
        using var picture = TestPictures.Smooth(16, 16);
        var jpeg = picture.EncodeJpeg(95);
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var profile = IccWriter.Rgb(IccWriter.AdobeRgb, round % 2 == 0 ? IccWriter.Gamma(2.2) : IccWriter.SrgbTable(64));
            for (var i = 0; i < 4; i++)
                profile[random.Next(profile.Length)] = (byte)random.Next(256);
            var cut = round % 3 == 0 ? profile[..random.Next(profile.Length)] : profile;
            ImageDecoder.Decode(JpegSegments.WithProfile(jpeg, cut)).Dispose();
        }
    }

    private static RgbImage ByEngine(byte[] jpeg)
    {
        using var image = Image.JpegloadBuffer(jpeg);
        using var converted = image.IccTransform("srgb", embedded: true);
        return ImageDecoder.Decode(converted.PngsaveBuffer());
    }
}
