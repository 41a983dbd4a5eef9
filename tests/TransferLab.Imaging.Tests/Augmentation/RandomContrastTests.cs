using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomContrastTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomContrast { Probability = p },
        new RandomContrast { MinFactor = -1 }, new RandomContrast { MinFactor = 2 }, new RandomContrast { MaxFactor = 11 });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    [InlineData(2.5)]
    public void Samples_move_from_the_mean_luma_by_the_factor(double factor)
    {
        using var image = TestPictures.Noise(37, 23, seed: 4);
        var p = image.Pixels.ToArray();
        var mean = Enumerable.Range(0, 37 * 23).Average(i => 0.299 * p[3 * i] + 0.587 * p[3 * i + 1] + 0.114 * p[3 * i + 2]);
        var expected = p.Select(v => (byte)Math.Clamp(Math.Round(mean + factor * (v - mean)), 0, 255)).ToArray();
        Assert.InRange(TestPictures.LargestDifference(expected,
            TransformContract.Apply(new RandomContrast { Probability = 1, MinFactor = factor, MaxFactor = factor }, image)), 0, 1);
    }
}
