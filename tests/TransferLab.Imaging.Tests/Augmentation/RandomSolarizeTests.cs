using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomSolarizeTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomSolarize { Probability = p, MaxThreshold = 190 },
        new RandomSolarize { MinThreshold = -1 }, new RandomSolarize { MaxThreshold = 257 }, new RandomSolarize { MinThreshold = 200, MaxThreshold = 100 });

    [Fact]
    public void Samples_from_the_threshold_on_are_inverted()
    {
        using var image = TransformContract.Grey(5, 0, 99, 100, 200, 255);
        Assert.Equal([0, 99, 155, 55, 0],
            TransformContract.Red(TransformContract.Apply(new RandomSolarize { Probability = 1, MinThreshold = 100, MaxThreshold = 100 }, image)));
        Assert.Equal([255, 156, 155, 55, 0],
            TransformContract.Red(TransformContract.Apply(new RandomSolarize { Probability = 1, MinThreshold = 0, MaxThreshold = 0 }, image)));
        Assert.Equal([0, 99, 100, 200, 255],
            TransformContract.Red(TransformContract.Apply(new RandomSolarize { Probability = 1, MinThreshold = 256, MaxThreshold = 256 }, image)));
    }
}
