using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests;

public class ImageResizerTests
{
    [Theory]
    [InlineData(90, 60)]
    [InlineData(60, 90)]
    [InlineData(64, 64)]
    [InlineData(33, 200)]
    [InlineData(20, 10)]
    public void Center_crop_is_a_resize_of_the_shorter_side_and_then_the_centre(int width, int height)
    {
        using var image = TestPictures.Noise(width, height, seed: width);
        var geometry = new ImageGeometry { Width = 28, Height = 28, CoverScale = 32.0 / 28 };
        using var fitted = ImageResizer.Fit(image, geometry);

        // torchvision: Resize(32) truncates the longer side, CenterCrop(28) rounds half to even.
        var (w, h) = width <= height ? (32, 32 * height / width) : (32 * width / height, 32);
        using var resized = RgbImage.Create(w, h);
        ImageResizer.Resize(image, ImageRegion.Whole(image), resized.Pixels, w, h);
        var (left, top) = ((int)Math.Round((w - 28) / 2.0), (int)Math.Round((h - 28) / 2.0));
        for (var y = 0; y < 28; y++)
            Assert.InRange(TestPictures.LargestDifference(resized.Row(top + y).Slice(left * 3, 28 * 3), fitted.Row(y)), 0, 1);
    }

    [Fact]
    public void Center_crop_covers_an_input_that_is_not_square()
    {
        using var image = TestPictures.Smooth(100, 100);
        var region = ImageResizer.RegionOf(image, new ImageGeometry { Width = 40, Height = 20 });
        Assert.Equal(new ImageRegion(0, 25, 100, 50), region);
    }

    [Fact]
    public void Stretch_is_the_resize_of_the_whole_image_bit_for_bit()
    {
        using var image = TestPictures.Noise(91, 57, seed: 2);
        using var fitted = ImageResizer.Fit(image, new ImageGeometry { Width = 40, Height = 30, Mode = ResizeMode.Squash });
        var resized = new byte[40 * 30 * 3];
        ImageResizer.Resize(image, ImageRegion.Whole(image), resized, 40, 30);
        Assert.True(fitted.Pixels.SequenceEqual(resized));
    }

    [Fact]
    public void Letterbox_centres_the_whole_image_on_the_padding_colour()
    {
        using var image = TestPictures.Noise(80, 40, seed: 4);
        var padding = new RgbColor(10, 20, 30);
        using var fitted = ImageResizer.Fit(image, new ImageGeometry { Width = 40, Height = 40, Mode = ResizeMode.Pad, Padding = padding });
        var inside = new byte[40 * 20 * 3];
        ImageResizer.Resize(image, ImageRegion.Whole(image), inside, 40, 20);
        Assert.True(fitted.Pixels.Slice(10 * 40 * 3, 20 * 40 * 3).SequenceEqual(inside));
        foreach (var y in (int[])[0, 9, 30, 39])
            for (var x = 0; x < 40; x++)
                Assert.Equal([10, 20, 30], fitted.Row(y).Slice(x * 3, 3).ToArray());
    }

    [Fact]
    public void Geometry_out_of_range_is_refused()
    {
        using var image = TestPictures.Smooth(4, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageResizer.Fit(image, new ImageGeometry { Width = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageResizer.Fit(image, new ImageGeometry { CoverScale = 0.9 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageResizer.Fit(image, new ImageGeometry { CoverScale = double.NaN }));
    }

    [Fact]
    public void A_picture_reduced_has_the_mean_of_each_square()
    {
        using var image = RgbImage.Create(3, 2);
        ((byte[])[10, 0, 1, 20, 0, 1, 255, 7, 9, 30, 0, 2, 41, 0, 1, 253, 9, 9]).CopyTo(image.Pixels);
        using var half = ImageResizer.Reduce(image, 2);
        Assert.Equal((1, 1), (half.Width, half.Height));
        Assert.Equal([25, 0, 1], half.Pixels.ToArray().Select(v => (int)v));
        using var same = ImageResizer.Reduce(image, 1);
        Assert.Equal(image.Pixels.ToArray(), same.Pixels.ToArray());
    }

    [Theory, InlineData(150, 2), InlineData(80, 4), InlineData(40, 8)]
    public void A_whole_jpeg_reduced_is_what_its_decoder_makes_of_it(int atLeast, int factor)
    {
        using var picture = TestPictures.Smooth(500, 333);
        var file = picture.EncodeJpeg();
        Assert.Equal(factor, ImageDecoder.ReadInfo(file).ShrinkTo(atLeast));
        using var shrunk = ImageDecoder.Decode(file, new DecodeOptions { ShrinkToAtLeast = atLeast });
        using var whole = ImageDecoder.Decode(file);
        using var reduced = ImageResizer.Reduce(whole, factor);
        Assert.Equal((shrunk.Width, shrunk.Height), (reduced.Width, reduced.Height));
        var differences = shrunk.Pixels.ToArray().Zip(reduced.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).ToArray();
        Assert.True(differences.Average() < 1, $"{differences.Average()}, at most {differences.Max()}");
    }
}
