using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomJpegTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomJpeg { Probability = p, MaxQuality = 60 },
        new RandomJpeg { MinQuality = 0 }, new RandomJpeg { MaxQuality = 101 }, new RandomJpeg { MinQuality = 96 });

    [Theory]
    [InlineData(20)]
    [InlineData(75)]
    [InlineData(95)]
    public void Pixels_are_those_of_a_file_of_that_quality(int quality)
    {
        using var image = TestPictures.Noise(48, 40, seed: 3);
        using var expected = ImageDecoder.Decode(image.EncodeJpeg(quality));
        Assert.Equal(expected.Pixels.ToArray(), TransformContract.Apply(new RandomJpeg { Probability = 1, MinQuality = quality, MaxQuality = quality }, image));
    }

    [Fact]
    public void Artefacts_grow_as_quality_falls_and_both_bounds_are_drawn()
    {
        using var image = TestPictures.Smooth(64, 64);
        double Error(int quality) =>
            TransformContract.Apply(new RandomJpeg { Probability = 1, MinQuality = quality, MaxQuality = quality }, image)
                .Zip(image.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average();
        Assert.True(Error(5) > 2 * Error(50) && Error(50) > Error(100));
        var both = Enumerable.Range(0, 40)
            .Select(i => Convert.ToHexString(TransformContract.Apply(new RandomJpeg { Probability = 1, MinQuality = 10, MaxQuality = 11 }, image, i)))
            .Distinct().Count();
        Assert.Equal(2, both);
    }
}
