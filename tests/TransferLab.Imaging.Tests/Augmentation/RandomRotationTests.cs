using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomRotationTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomRotation { Probability = p },
        new RandomRotation { MinDegrees = 20 }, new RandomRotation { MaxDegrees = 361 }, new RandomRotation { MinDegrees = double.NaN });

    [Fact]
    public void Ninety_degrees_are_counter_clockwise_and_exact()
    {
        using var image = TransformContract.Grey(3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7],
            TransformContract.Red(TransformContract.Sample(image,
                new AugmentationPipeline(new RandomRotation { Probability = 1, MinDegrees = 90, MaxDegrees = 90 }), 0)));
    }

    [Theory]
    [InlineData(nameof(EdgeFill.Reflect))]
    [InlineData(nameof(EdgeFill.Edge))]
    [InlineData(nameof(EdgeFill.Grey))]
    [InlineData(nameof(EdgeFill.Black))]
    public void Pixels_are_those_of_the_formula(string name)
    {
        var fill = Enum.Parse<EdgeFill>(name);
        using var image = TestPictures.Smooth(31, 31);
        var actual = TransformContract.Sample(image,
            new AugmentationPipeline(new RandomRotation { Probability = 1, MinDegrees = 33, MaxDegrees = 33 }) { Fill = fill }, 0);
        var (sin, cos) = (Math.Sin(33 * Math.PI / 180), Math.Cos(33 * Math.PI / 180));
        var expected = ReferenceWarp.Sample(image, 31, 31, (x, y) => (15.5 + cos * (x - 15.5) - sin * (y - 15.5), 15.5 + sin * (x - 15.5) + cos * (y - 15.5)),
            fill);
        Assert.InRange(TestPictures.LargestDifference(expected, actual), 0, 2);
    }

    [Fact]
    public void Angles_are_uniform_between_their_bounds()
    {
        var rotation = new RandomRotation { Probability = 1, MinDegrees = -30, MaxDegrees = 10 };
        var angles = new List<double>();
        for (var i = 0; i < 500; i++)
        {
            var random = new SampleRandom(1, 0, i);
            var map = rotation.Apply(new SampleView(10, 10), ref random).Warp!.Value;
            angles.Add(Math.Atan2(map.M21, map.M11) * 180 / Math.PI);
        }
        Assert.InRange(angles.Min(), -30, -28);
        Assert.InRange(angles.Max(), 8, 10);
        Assert.InRange(angles.Average(), -12, -8);
    }
}
