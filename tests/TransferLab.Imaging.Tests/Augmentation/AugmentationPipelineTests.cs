using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class AugmentationPipelineTests
{
    private static readonly ImageGeometry s_geometry = new() { Width = 32, Height = 24 };

    [Fact]
    public void An_empty_pipeline_is_the_models_own_rule_bit_for_bit()
    {
        using var image = TestPictures.Noise(70, 50, seed: 1);
        foreach (var mode in Enum.GetValues<ResizeMode>())
        {
            var geometry = s_geometry with { Mode = mode, CoverScale = 1.1 };
            using var fitted = ImageResizer.Fit(image, geometry);
            Assert.Equal(fitted.Pixels.ToArray(), Apply(new AugmentationPipeline(), image, geometry, new SampleRandom(1, 0, 0)));
        }
    }

    [Fact]
    public void A_crop_of_everything_without_a_flip_is_the_stretch_bit_for_bit()
    {
        using var image = TestPictures.Noise(60, 60, seed: 1);
        var everything = new AugmentationPipeline(
            new RandomResizedCrop { MinScale = 1, MinRatio = 1, MaxRatio = 1 }, new RandomHorizontalFlip { Probability = 0 });
        using var fitted = ImageResizer.Fit(image, s_geometry with { Mode = ResizeMode.Squash });
        Assert.Equal(fitted.Pixels.ToArray(), Apply(everything, image, s_geometry, new SampleRandom(1, 0, 0)));
    }

    [Fact]
    public void Crop_and_flip_are_one_resampling_of_the_drawn_region()
    {
        using var image = TestPictures.Noise(90, 70, seed: 8);
        var pipeline = new AugmentationPipeline(new RandomResizedCrop(), new RandomHorizontalFlip());
        var mirrored = 0;
        for (var index = 0; index < 20; index++)
        {
            var random = new SampleRandom(1, 0, index);
            var view = pipeline.Draw(image.Width, image.Height, random);
            mirrored += view.Mirrored ? 1 : 0;
            var expected = ReferenceResizer.Resize(image, view.Region, 32, 24, Interpolation.Bilinear, view.Mirrored);
            Assert.InRange(TestPictures.LargestDifference(expected, Apply(pipeline, image, s_geometry, random)), 0, 1);
        }
        Assert.InRange(mirrored, 3, 17);
    }

    [Fact]
    public void A_flip_without_a_crop_mirrors_the_models_own_rule()
    {
        using var image = TestPictures.Noise(70, 50, seed: 3);
        using var fitted = ImageResizer.Fit(image, s_geometry);
        var actual = Apply(new AugmentationPipeline(new RandomHorizontalFlip { Probability = 1 }), image, s_geometry, new SampleRandom(1, 0, 0));
        for (var y = 0; y < 24; y++)
            for (var x = 0; x < 32; x++)
                for (var c = 0; c < 3; c++)
                    Assert.InRange(fitted.Row(y)[x * 3 + c] - actual[(y * 32 + 31 - x) * 3 + c], -1, 1);
    }

    [Fact]
    public void A_crop_after_a_mirror_is_taken_where_it_is_seen()
    {
        var view = new SampleView(100, 50).Mirror().Crop(new ImageRegion(10, 5, 30, 20));
        Assert.Equal(new ImageRegion(60, 5, 30, 20), view.Region);
        Assert.Equal(new ImageRegion(80, 5, 10, 20), view.Crop(new ImageRegion(0, 0, 10, 20)).Region);
        Assert.Throws<ArgumentException>(() => view.Crop(new ImageRegion(0, 0, 31, 20)));
    }

    [Fact]
    public void Pixel_transforms_follow_in_order_each_with_its_own_sequence()
    {
        using var image = TestPictures.Smooth(40, 40);
        var random = new SampleRandom(4, 2, 9);
        var actual = Apply(new AugmentationPipeline(new RandomHorizontalFlip(), new AddDrawn(), new AddDrawn()), image, s_geometry, random);
        var flipped = Apply(new AugmentationPipeline(new RandomHorizontalFlip()), image, s_geometry, random);
        var (first, second) = (random.Fork(1), random.Fork(2));
        var (a, b) = (first.NextInt32(16), second.NextInt32(16));
        Assert.NotEqual(a, b);
        Assert.Equal(flipped.Select(v => (byte)(v + a + b)), actual);
    }

    [Fact]
    public void A_geometric_transform_after_a_pixel_transform_is_refused() =>
        Assert.Throws<ArgumentException>(() => new AugmentationPipeline(new AddDrawn(), new RandomHorizontalFlip()));

    [Fact]
    public void The_description_names_every_parameter() =>
        Assert.Equal(
            "RandomResizedCrop { MinScale = 0.35, MaxScale = 1, MinRatio = 0.75, MaxRatio = 1.3333333333333333 }; RandomHorizontalFlip { Probability = 0.5 }",
            AugmentationPipeline.Light.ToString());

    private static byte[] Apply(AugmentationPipeline pipeline, RgbImage image, ImageGeometry geometry, SampleRandom random)
    {
        var pixels = new byte[geometry.Width * geometry.Height * 3];
        pipeline.Apply(image, pixels, geometry, random);
        return pixels;
    }

    private sealed record AddDrawn : PixelTransform
    {
        public override void Apply(Span<byte> pixels, int width, int height, ref SampleRandom random)
        {
            Assert.Equal(width * height * 3, pixels.Length);
            var add = random.NextInt32(16);
            foreach (ref var value in pixels)
                value = (byte)(value + add);
        }
    }
}
