using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomPerspectiveTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomPerspective { Probability = p },
        new RandomPerspective { Distortion = -0.1 }, new RandomPerspective { Distortion = 0.95 }, new RandomPerspective { Distortion = double.NaN });

    [Fact]
    public void The_corners_of_the_picture_are_seen_where_they_were_drawn()
    {
        const int width = 200, height = 100;
        for (var i = 0; i < 20; i++)
        {
            var draws = TransformContract.Draws(i);
            draws.NextDouble();
            var (x, y) = (0.5 * width / 2, 0.5 * height / 2);
            (double X, double Y)[] seen =
            [
                (draws.Uniform(0, x), draws.Uniform(0, y)), (width - draws.Uniform(0, x), draws.Uniform(0, y)),
                (width - draws.Uniform(0, x), height - draws.Uniform(0, y)), (draws.Uniform(0, x), height - draws.Uniform(0, y)),
            ];
            var map = new AugmentationPipeline(new RandomPerspective { Probability = 1, Distortion = 0.5 })
                .Draw(width, height, new SampleRandom(3, 1, i)).Warp!.Value;
            foreach (var (at, corner) in seen.Zip<(double X, double Y), (double X, double Y)>([(0, 0), (width, 0), (width, height), (0, height)]))
            {
                var (px, py) = map.Of(at.X, at.Y);
                Assert.Equal(corner.X, px, 6);
                Assert.Equal(corner.Y, py, 6);
            }
        }
    }

    [Theory]
    [InlineData(nameof(EdgeFill.Reflect))]
    [InlineData(nameof(EdgeFill.Grey))]
    public void Pixels_are_those_of_the_map(string name)
    {
        var fill = Enum.Parse<EdgeFill>(name);
        using var image = TestPictures.Smooth(40, 32);
        var pipeline = new AugmentationPipeline(new RandomPerspective { Probability = 1, Distortion = 0.15 }) { Fill = fill };
        for (var i = 0; i < 5; i++)
        {
            var m = pipeline.Draw(40, 32, new SampleRandom(3, 1, i)).Warp!.Value;
            var expected = ReferenceWarp.Sample(image, 40, 32, (x, y) =>
            {
                var w = m.M31 * x + m.M32 * y + m.M33;
                return ((m.M11 * x + m.M12 * y + m.M13) / w, (m.M21 * x + m.M22 * y + m.M23) / w);
            }, fill);
            Assert.InRange(TestPictures.LargestDifference(expected, TransformContract.Sample(image, pipeline, i)), 0, 2);
        }
    }
}
