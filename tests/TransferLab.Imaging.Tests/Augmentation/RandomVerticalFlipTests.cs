using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomVerticalFlipTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(p => new RandomVerticalFlip { Probability = p });

    [Fact]
    public void Rows_come_in_the_other_order()
    {
        using var image = TransformContract.Grey(3, 1, 2, 3, 4, 5, 6);
        Assert.Equal([4, 5, 6, 1, 2, 3],
            TransformContract.Red(TransformContract.Sample(image, new AugmentationPipeline(new RandomVerticalFlip { Probability = 1 }), 0)));
    }

    [Fact]
    public void A_turned_view_is_mirrored_as_it_is_seen()
    {
        // Turned counter-clockwise by 90° the picture is 3 6 9 / 2 5 8 / 1 4 7.
        using var image = TransformContract.Grey(3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        var turn = new RandomRotation { Probability = 1, MinDegrees = 90, MaxDegrees = 90 };
        Assert.Equal([1, 4, 7, 2, 5, 8, 3, 6, 9],
            TransformContract.Red(TransformContract.Sample(image, new AugmentationPipeline(turn, new RandomVerticalFlip { Probability = 1 }), 0)));
        Assert.Equal([9, 6, 3, 8, 5, 2, 7, 4, 1],
            TransformContract.Red(TransformContract.Sample(image, new AugmentationPipeline(turn, new RandomHorizontalFlip { Probability = 1 }), 0)));
    }
}
