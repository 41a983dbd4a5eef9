using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomPosterizeTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomPosterize { Probability = p },
        new RandomPosterize { MinBits = 0 }, new RandomPosterize { MaxBits = 9 }, new RandomPosterize { MinBits = 5, MaxBits = 4 });

    [Fact]
    public void Only_the_highest_bits_stay()
    {
        using var image = TransformContract.Grey(5, 0, 63, 64, 200, 255);
        Assert.Equal([0, 0, 64, 192, 192],
            TransformContract.Red(TransformContract.Apply(new RandomPosterize { Probability = 1, MinBits = 2, MaxBits = 2 }, image)));
        Assert.Equal([0, 63, 64, 200, 255],
            TransformContract.Red(TransformContract.Apply(new RandomPosterize { Probability = 1, MinBits = 8, MaxBits = 8 }, image)));
        Assert.Equal([0, 0, 0, 128, 128],
            TransformContract.Red(TransformContract.Apply(new RandomPosterize { Probability = 1, MinBits = 1, MaxBits = 1 }, image)));
    }

    [Fact]
    public void Both_bounds_are_drawn()
    {
        using var image = TransformContract.Grey(1, 255);
        var seen = Enumerable.Range(0, 100).Select(i => TransformContract.Apply(new RandomPosterize { Probability = 1, MinBits = 3, MaxBits = 5 }, image, i)[0])
            .Distinct().Order();
        Assert.Equal<byte>([224, 240, 248], seen);
    }
}
