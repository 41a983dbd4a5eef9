using TransferLab.Imaging.Resampling;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Resampling;

public class ResamplerTests
{
    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 64, 48, 44, 44 }, { 100, 7, 30, 30 }, { 3, 3, 40, 20 }, { 1, 1, 5, 5 }, { 1, 90, 17, 4 }, { 333, 21, 9, 21 },
        { 50, 50, 50, 50 }, { 31, 29, 32, 30 }, { 200, 150, 3, 2 }, { 13, 17, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Resize_is_within_one_level_of_exact_arithmetic(int fromWidth, int fromHeight, int toWidth, int toHeight)
    {
        using var noise = TestPictures.Noise(fromWidth, fromHeight, seed: fromWidth * 31 + toHeight);
        var actual = new byte[toWidth * toHeight * 3];
        foreach (var interpolation in Enum.GetValues<Interpolation>())
        {
            ImageResizer.Resize(noise, ImageRegion.Whole(noise), actual, toWidth, toHeight, interpolation);
            var expected = ReferenceResizer.Resize(noise, ImageRegion.Whole(noise), toWidth, toHeight, interpolation);
            Assert.InRange(TestPictures.LargestDifference(expected, actual), 0, 1);
        }
    }

    [Fact]
    public void Resize_of_any_region_is_within_one_level_of_exact_arithmetic_and_the_same_with_and_without_vectors()
    {
        var random = new Random(11);
        for (var round = 0; round < 150; round++)
        {
            using var noise = TestPictures.Noise(random.Next(1, 80), random.Next(1, 80), round);
            var region = Part(random, noise, whole: round % 3 == 0);
            int width = random.Next(1, 60), height = random.Next(1, 60);
            var interpolation = round % 2 == 0 ? Interpolation.Bilinear : Interpolation.Bicubic;
            var flip = random.Next(2) == 0;

            var vectors = new byte[width * height * 3];
            var plain = new byte[width * height * 3];
            ImageResizer.Resize(noise, region, vectors, width, height, interpolation, flip);
            Resampler.Resample(noise, region, plain, width * 3, width, height, interpolation, flip, vectorise: false);

            Assert.Equal(plain, vectors);
            var expected = ReferenceResizer.Resize(noise, region, width, height, interpolation, flip);
            Assert.InRange(TestPictures.LargestDifference(expected, vectors), 0, 1);
        }
    }

    [Fact]
    public void Large_reductions_stay_within_one_level_and_keep_flat_areas_flat()
    {
        using var noise = TestPictures.Noise(2000, 900, seed: 3);
        var actual = new byte[20 * 10 * 3];
        ImageResizer.Resize(noise, ImageRegion.Whole(noise), actual, 20, 10);
        Assert.InRange(TestPictures.LargestDifference(ReferenceResizer.Resize(noise, ImageRegion.Whole(noise), 20, 10, Interpolation.Bilinear), actual), 0, 1);

        foreach (var level in (byte[])[0, 1, 127, 254, 255])
        {
            noise.Pixels.Fill(level);
            foreach (var interpolation in Enum.GetValues<Interpolation>())
            {
                ImageResizer.Resize(noise, new ImageRegion(3.3, 1.7, 1777.7, 801.1), actual, 20, 10, interpolation);
                Assert.All(actual, value => Assert.Equal(level, value));
            }
        }
    }

    [Fact]
    public void Same_size_is_an_exact_copy_and_flip_an_exact_mirror()
    {
        using var noise = TestPictures.Noise(37, 23, seed: 5);
        var copy = new byte[37 * 23 * 3];
        var mirror = new byte[37 * 23 * 3];
        foreach (var interpolation in Enum.GetValues<Interpolation>())
        {
            ImageResizer.Resize(noise, ImageRegion.Whole(noise), copy, 37, 23, interpolation);
            ImageResizer.Resize(noise, ImageRegion.Whole(noise), mirror, 37, 23, interpolation, flip: true);
            Assert.True(noise.Pixels.SequenceEqual(copy));
            for (var y = 0; y < 23; y++)
                for (var x = 0; x < 37; x++)
                    Assert.True(noise.Row(y).Slice(x * 3, 3).SequenceEqual(mirror.AsSpan((y * 37 + 36 - x) * 3, 3)));
        }
    }

    [Fact]
    public void Nothing_is_written_around_the_destination()
    {
        using var noise = TestPictures.Noise(50, 40, seed: 9);
        var guarded = new byte[64 + 33 * 21 * 3 + 64];
        guarded.AsSpan().Fill(0xA5);
        noise.Pixels.Fill(7);
        ImageResizer.Resize(noise, ImageRegion.Whole(noise), guarded.AsSpan(64, 33 * 21 * 3), 33, 21);
        Assert.All(guarded[..64].Concat(guarded[^64..]), value => Assert.Equal(0xA5, value));
        Assert.All(guarded[64..^64], value => Assert.Equal(7, value));
    }

    [Fact]
    public void Threads_do_not_change_the_result()
    {
        using var noise = TestPictures.Noise(120, 90, seed: 1);
        var regions = Enumerable.Range(0, 64).Select(i => Part(new Random(i), noise, whole: false)).ToArray();
        var alone = regions.Select(Render).ToArray();
        var together = new byte[regions.Length][];
        Parallel.For(0, regions.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => together[i] = Render(regions[i]));
        Assert.Equal(alone, together);

        byte[] Render(ImageRegion region)
        {
            var pixels = new byte[40 * 40 * 3];
            ImageResizer.Resize(noise, region, pixels, 40, 40);
            return pixels;
        }
    }

    [Theory]
    [InlineData(-1, 0, 10, 10)]
    [InlineData(0, 0, 21, 10)]
    [InlineData(5, 5, 0, 3)]
    [InlineData(double.NaN, 0, 3, 3)]
    public void Regions_outside_the_image_are_refused(double x, double y, double width, double height)
    {
        using var noise = TestPictures.Noise(20, 20, seed: 1);
        Assert.Throws<ArgumentException>(() => ImageResizer.Resize(noise, new ImageRegion(x, y, width, height), new byte[12], 2, 2));
    }

    [Fact]
    public void A_destination_of_another_size_is_refused()
    {
        using var noise = TestPictures.Noise(20, 20, seed: 1);
        Assert.Throws<ArgumentException>(() => ImageResizer.Resize(noise, ImageRegion.Whole(noise), new byte[11], 2, 2));
        Assert.Throws<ArgumentException>(() => ImageResizer.Fit(noise, new ImageGeometry(), new byte[11]));
    }

    [Fact]
    public void Resize_agrees_with_pillow()
    {
        using var source = ImageDecoder.Load(TestPictures.Fixture("resize_source.png"));
        var files = Directory.GetFiles(Path.GetDirectoryName(TestPictures.Fixture("x"))!, "resize_*x*.png");
        Assert.Equal(12, files.Length);
        foreach (var file in files)
        {
            var parts = Path.GetFileNameWithoutExtension(file).Split('_');
            var box = parts.Skip(3).Select(p => double.Parse(p, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            var region = box.Length == 0 ? ImageRegion.Whole(source) : new ImageRegion(box[0], box[1], box[2] - box[0], box[3] - box[1]);
            using var expected = ImageDecoder.Load(file);
            using var actual = RgbImage.Create(expected.Width, expected.Height);
            ImageResizer.Resize(source, region, actual.Pixels, actual.Width, actual.Height, Enum.Parse<Interpolation>(parts[2]));

            // Pillow rounds and clips to 8 bits between the two passes, which a cubic's overshoot on noise makes visible.
            TestPictures.AssertClose(expected, actual, parts[2] == "Bilinear" ? 1 : 24);
        }
    }

    private static ImageRegion Part(Random random, RgbImage image, bool whole)
    {
        if (whole)
            return ImageRegion.Whole(image);
        var width = image.Width * (0.1 + 0.9 * random.NextDouble());
        var height = image.Height * (0.1 + 0.9 * random.NextDouble());
        return new ImageRegion((image.Width - width) * random.NextDouble(), (image.Height - height) * random.NextDouble(), width, height);
    }
}
