using TransferLab.Imaging.Augmentation;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomHorizontalFlipTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1000, 1000)]
    [InlineData(0.5, 440, 560)]
    [InlineData(0.1, 70, 130)]
    public void Mirrors_with_its_probability(double probability, int least, int most)
    {
        var flip = new RandomHorizontalFlip { Probability = probability };
        var mirrored = 0;
        for (var i = 0; i < 1000; i++)
        {
            var random = new SampleRandom(2, 0, i);
            mirrored += flip.Apply(new SampleView(4, 4), ref random).Mirrored ? 1 : 0;
        }
        Assert.InRange(mirrored, least, most);
    }

    [Fact]
    public void A_probability_out_of_range_is_refused_when_a_pipeline_is_composed() =>
        Assert.Throws<ArgumentException>(() => new AugmentationPipeline(new RandomHorizontalFlip { Probability = 1.5 }));
}
