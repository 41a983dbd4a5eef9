using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomSaturationTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomSaturation { Probability = p },
        new RandomSaturation { MinFactor = -1 }, new RandomSaturation { MinFactor = 2 }, new RandomSaturation { MaxFactor = 6 });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(4.5)]
    public void Colours_move_from_their_luma_by_the_factor(double factor)
    {
        using var image = TestPictures.Noise(37, 23, seed: 5);
        var p = image.Pixels.ToArray();
        var expected = p.Select((v, i) =>
        {
            var luma = 0.299 * p[i / 3 * 3] + 0.587 * p[i / 3 * 3 + 1] + 0.114 * p[i / 3 * 3 + 2];
            return (byte)Math.Clamp(Math.Round(luma + factor * (v - luma)), 0, 255);
        }).ToArray();
        Assert.InRange(TestPictures.LargestDifference(expected,
            TransformContract.Apply(new RandomSaturation { Probability = 1, MinFactor = factor, MaxFactor = factor }, image)), 0, factor == 1 ? 0 : 1);
    }
}
