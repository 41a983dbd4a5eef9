using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomGrayscaleTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(p => new RandomGrayscale { Probability = p });

    [Fact]
    public void Every_channel_becomes_the_luma()
    {
        using var image = TestPictures.Noise(19, 7, seed: 6);
        var p = image.Pixels.ToArray();
        var actual = TransformContract.Apply(new RandomGrayscale { Probability = 1 }, image);
        for (var i = 0; i < p.Length; i += 3)
        {
            Assert.Equal((actual[i], actual[i]), (actual[i + 1], actual[i + 2]));
            Assert.InRange(actual[i], 0.299 * p[i] + 0.587 * p[i + 1] + 0.114 * p[i + 2] - 1, 0.299 * p[i] + 0.587 * p[i + 1] + 0.114 * p[i + 2] + 1);
        }
    }
}
