using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomEqualizeTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(p => new RandomEqualize { Probability = p });

    [Fact]
    public void Values_move_to_their_rank()
    {
        // 1024 samples of 10, 20, 30 and 40, a quarter each: step = (1024 - 256) / 255 = 3, and (256 k + 1) / 3 = 0, 85, 171, 256.
        using var image = TransformContract.Grey(32, [.. Enumerable.Range(0, 1024).Select(i => (byte)(10 + i % 4 * 10))]);
        var actual = TransformContract.Red(TransformContract.Apply(new RandomEqualize { Probability = 1 }, image));
        Assert.Equal([0, 85, 171, 255], actual.Take(4));
        Assert.Equal([0, 85, 171, 255], actual.Distinct());
    }

    [Fact]
    public void Every_channel_is_on_its_own_and_one_of_a_single_value_stays()
    {
        using var image = TestPictures.Noise(40, 40, seed: 2);
        for (var i = 0; i < 1600; i++)
            (image.Pixels[3 * i], image.Pixels[3 * i + 1]) = (77, (byte)(image.Pixels[3 * i + 1] / 4));
        var actual = TransformContract.Apply(new RandomEqualize { Probability = 1 }, image);
        Assert.All(TransformContract.Red(actual), v => Assert.Equal(77, v));
        var green = actual.Where((_, i) => i % 3 == 1).Select(v => (double)v).ToArray();
        Assert.InRange(green.Average(), 115, 140);
        Assert.InRange(green.Count(v => v < 64) / 1600.0, 0.2, 0.3);
    }
}
