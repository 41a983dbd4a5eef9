using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomAutoContrastTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(p => new RandomAutoContrast { Probability = p });

    [Fact]
    public void Each_channel_is_stretched_to_the_whole_range()
    {
        using var image = TransformContract.Grey(4, 50, 60, 75, 100);
        for (var i = 0; i < 4; i++)
            image.Pixels[3 * i + 2] = 9;
        var actual = TransformContract.Apply(new RandomAutoContrast { Probability = 1 }, image);
        Assert.Equal([0, 51, 128, 255], TransformContract.Red(actual));
        Assert.Equal([9, 9, 9, 9], actual.Where((_, i) => i % 3 == 2));
    }
}
