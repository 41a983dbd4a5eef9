using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomShearTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomShear { Probability = p },
        new RandomShear { MaxX = -0.1 }, new RandomShear { MaxY = 2.1 }, new RandomShear { MaxY = double.NaN });

    [Fact]
    public void Rows_then_columns_shift_in_proportion_to_their_distance_from_the_middle()
    {
        using var image = TestPictures.Smooth(36, 24);
        for (var i = 0; i < 5; i++)
        {
            var draws = TransformContract.Draws(i);
            draws.NextDouble();
            var (a, b) = (draws.Uniform(-0.4, 0.4), draws.Uniform(-0.3, 0.3));
            var actual = TransformContract.Sample(image, new AugmentationPipeline(new RandomShear { Probability = 1, MaxX = 0.4, MaxY = 0.3 }), i);
            // The last map is looked through first.
            var expected = ReferenceWarp.Sample(image, 36, 24, (x, y) =>
            {
                var row = y - 12 + b * (x - 18);
                return (18 + (x - 18) + a * row, 12 + row);
            });
            Assert.InRange(TestPictures.LargestDifference(expected, actual), 0, 2);
        }
    }
}
