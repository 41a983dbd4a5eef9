using TransferLab.Imaging.Augmentation;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomResizedCropTests
{
    [Fact]
    public void Regions_are_whole_pixels_within_the_ranges()
    {
        var crop = new RandomResizedCrop { MinScale = 0.2, MaxScale = 0.7, MinRatio = 0.5, MaxRatio = 2 };
        var places = new HashSet<(double, double)>();
        double areas = 0;
        for (var i = 0; i < 2000; i++)
        {
            var random = new SampleRandom(1, 0, i);
            var view = crop.Apply(new SampleView(320, 240), ref random);
            var region = view.Region;
            Assert.True(view.Cropped);
            Assert.Equal(region, new ImageRegion((int)region.X, (int)region.Y, (int)region.Width, (int)region.Height));
            Assert.True(region.X >= 0 && region.Y >= 0 && region.X + region.Width <= 320 && region.Y + region.Height <= 240);
            var area = region.Width * region.Height / (320.0 * 240);
            Assert.InRange(area, 0.195, 0.705);
            Assert.InRange(region.Width / region.Height, 0.48, 2.06);
            places.Add((region.X, region.Y));
            areas += area;
        }
        Assert.True(places.Count > 1000);
        Assert.InRange(areas / 2000, 0.40, 0.47); // uniform would be 0.45; wide ones among the largest do not fit
    }

    [Fact]
    public void The_draw_of_a_sample_is_fixed_by_seed_epoch_and_index()
    {
        var pipeline = new AugmentationPipeline(new RandomResizedCrop(), new RandomHorizontalFlip());
        var first = pipeline.Draw(320, 240, new SampleRandom(5, 1, 17));
        Assert.Equal(first, pipeline.Draw(320, 240, new SampleRandom(5, 1, 17)));
        Assert.NotEqual(first, pipeline.Draw(320, 240, new SampleRandom(5, 2, 17)));
        Assert.NotEqual(first, pipeline.Draw(320, 240, new SampleRandom(5, 1, 18)));
        Assert.NotEqual(first, pipeline.Draw(320, 240, new SampleRandom(6, 1, 17)));
    }

    [Theory]
    [InlineData(1000, 10, 13, 10)] // 10 · 4/3 rounded
    [InlineData(10, 1000, 10, 13)]
    public void Pictures_that_no_draw_fits_give_their_centre(int width, int height, int expectedWidth, int expectedHeight)
    {
        var random = new SampleRandom(1, 0, 0);
        var region = new RandomResizedCrop { MinScale = 0.9 }.Apply(new SampleView(width, height), ref random).Region;
        Assert.Equal(new ImageRegion((width - expectedWidth) / 2, (height - expectedHeight) / 2, expectedWidth, expectedHeight), region);
    }

    [Fact]
    public void A_single_pixel_can_be_cropped()
    {
        var random = new SampleRandom(1, 0, 0);
        Assert.Equal(new ImageRegion(0, 0, 1, 1), new RandomResizedCrop().Apply(new SampleView(1, 1), ref random).Region);
    }

    [Fact]
    public void Ranges_out_of_bounds_are_refused_when_a_pipeline_is_composed()
    {
        Assert.Throws<ArgumentException>(() => new AugmentationPipeline(new RandomResizedCrop { MinScale = 0 }));
        Assert.Throws<ArgumentException>(() => new AugmentationPipeline(new RandomResizedCrop { MinScale = 0.9, MaxScale = 0.8 }));
        Assert.Throws<ArgumentException>(() => new AugmentationPipeline(new RandomResizedCrop { MaxScale = 1.1 }));
        Assert.Throws<ArgumentException>(() => new AugmentationPipeline(new RandomResizedCrop { MinRatio = double.NaN }));
    }
}
