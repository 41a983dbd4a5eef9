using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomTranslationTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomTranslation { Probability = p },
        new RandomTranslation { MaxX = -0.1 }, new RandomTranslation { MaxY = 1.1 }, new RandomTranslation { MaxX = double.NaN });

    [Fact]
    public void Content_moves_by_the_drawn_part_of_each_side()
    {
        using var image = TestPictures.Smooth(40, 20);
        for (var i = 0; i < 5; i++)
        {
            var draws = TransformContract.Draws(i);
            draws.NextDouble();
            var (right, down) = (40 * draws.Uniform(-0.5, 0.5), 20 * draws.Uniform(-0.25, 0.25));
            var expected = ReferenceWarp.Sample(image, 40, 20, (x, y) => (x - right, y - down));
            var actual = TransformContract.Sample(image, new AugmentationPipeline(new RandomTranslation { Probability = 1, MaxX = 0.5, MaxY = 0.25 }), i);
            Assert.InRange(TestPictures.LargestDifference(expected, actual), 0, 2);
        }
    }

    [Fact]
    public void A_crop_that_moves_shows_the_picture_beside_it_rather_than_fill()
    {
        using var image = TransformContract.Grey(4, 10, 20, 30, 40);
        var view = RandomTranslation.Move(new SampleView(4, 1).Crop(new ImageRegion(1, 0, 2, 1)), 0.5, 0);
        var pixels = new byte[6];
        ViewSampler.Sample(image, view, pixels, new ImageGeometry { Width = 2, Height = 1 }, EdgeFill.Black);
        Assert.Equal([10, 20], TransformContract.Red(pixels));
    }
}
