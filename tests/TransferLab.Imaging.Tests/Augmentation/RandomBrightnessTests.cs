using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomBrightnessTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomBrightness { Probability = p },
        new RandomBrightness { MinFactor = -1 }, new RandomBrightness { MinFactor = 2 }, new RandomBrightness { MaxFactor = 11 },
        new RandomBrightness { MaxFactor = double.NaN });

    [Fact]
    public void Samples_are_multiplied_rounded_and_held_in_range()
    {
        using var image = TransformContract.Grey(5, 0, 1, 3, 100, 200);
        Assert.Equal([0, 2, 5, 150, 255],
            TransformContract.Red(TransformContract.Apply(new RandomBrightness { Probability = 1, MinFactor = 1.5, MaxFactor = 1.5 }, image)));
        Assert.Equal([0, 0, 0, 0, 0],
            TransformContract.Red(TransformContract.Apply(new RandomBrightness { Probability = 1, MinFactor = 0, MaxFactor = 0 }, image)));
    }

    [Fact]
    public void The_factor_is_the_second_number_drawn()
    {
        using var image = TransformContract.Grey(1, 100);
        for (var i = 0; i < 10; i++)
        {
            var draws = new SampleRandom(3, 1, i);
            draws.NextDouble();
            Assert.Equal(Math.Floor(100 * draws.Uniform(0.5, 1.5) + 0.5),
                TransformContract.Apply(new RandomBrightness { Probability = 1, MinFactor = 0.5, MaxFactor = 1.5 }, image, i)[0]);
        }
    }
}
