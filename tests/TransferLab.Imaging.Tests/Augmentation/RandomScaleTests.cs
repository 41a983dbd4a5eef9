using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomScaleTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomScale { Probability = p },
        new RandomScale { MinFactor = 0 }, new RandomScale { MaxFactor = 11 }, new RandomScale { MinFactor = 1.2, MaxFactor = 1.1 });

    [Theory]
    [InlineData(1.6)]
    [InlineData(0.85)]
    public void Pixels_are_those_of_the_formula(double factor)
    {
        using var image = TestPictures.Smooth(30, 22);
        var actual = TransformContract.Sample(image, new AugmentationPipeline(new RandomScale { Probability = 1, MinFactor = factor, MaxFactor = factor }), 0);
        var expected = ReferenceWarp.Sample(image, 30, 22, (x, y) => (15 + (x - 15) / factor, 11 + (y - 11) / factor));
        Assert.InRange(TestPictures.LargestDifference(expected, actual), 0, 2);
    }

    [Fact]
    public void A_picture_made_much_smaller_is_antialiased()
    {
        // Stripes of one pixel: without a filter the small picture would have stripes again.
        using var stripes = TransformContract.Grey(240, [.. Enumerable.Range(0, 240 * 240).Select(i => (byte)(i % 240 % 2 * 255))]);
        var actual = TransformContract.Sample(stripes, new AugmentationPipeline(new RandomScale { Probability = 1, MinFactor = 0.25, MaxFactor = 0.25 }), 0);
        var middle = Enumerable.Range(100 * 240 + 100, 40).Select(i => (int)actual[3 * i]).ToArray();
        Assert.All(middle, v => Assert.InRange(v, 118, 138));
    }
}
