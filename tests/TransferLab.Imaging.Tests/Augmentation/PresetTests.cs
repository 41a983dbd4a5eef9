using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class PresetTests
{
    private static readonly ImageGeometry s_geometry = new() { Width = 64, Height = 48 };

    public static TheoryData<string> Names => [.. Pipelines.Keys];

    private static readonly Dictionary<string, AugmentationPipeline> Pipelines = new()
    {
        ["light"] = AugmentationPresets.Light,
        ["standard"] = AugmentationPresets.Standard,
        ["strong"] = AugmentationPresets.Strong,
        ["randaugment"] = AugmentationPresets.RandAugment,
        ["trivialaugment"] = AugmentationPresets.TrivialAugment,
        ["augmix"] = AugmentationPresets.AugMix,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_depend_on_seed_epoch_and_index_and_not_on_threads(string name)
    {
        using var image = TestPictures.Smooth(100, 80);
        var pipeline = Pipelines[name];
        var alone = Enumerable.Range(0, 64).Select(i => Sample(pipeline, image, new SampleRandom(5, i / 32, i % 32))).ToArray();
        var together = new byte[64][];
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            i => together[63 - i] = Sample(pipeline, image, new SampleRandom(5, (63 - i) / 32, (63 - i) % 32)));
        Assert.Equal(alone, together);
        Assert.InRange(alone.Select(Convert.ToHexString).Distinct().Count(), 60, 64);
        Assert.NotEqual(alone[0], Sample(pipeline, image, new SampleRandom(6, 0, 0)));
    }

    [Fact]
    public void Light_is_what_it_always_was()
    {
        // Numbers and cached features of earlier versions rest on these bytes.
        using var image = RgbImage.Create(90, 70);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(i * 7 + i / 270 * 31);
        var hash = System.Security.Cryptography.SHA256.HashData([.. Enumerable.Range(0, 20)
            .SelectMany(i => Sample(AugmentationPipeline.Light, image, new SampleRandom(1, 0, i)))]);
        Assert.Equal("CD4220464A4DBC07", Convert.ToHexString(hash)[..16]);
    }

    [Theory]
    [InlineData(ResizeMode.Crop)]
    [InlineData(ResizeMode.Squash)]
    [InlineData(ResizeMode.Pad)]
    public void A_turn_by_nothing_is_the_models_own_rule(ResizeMode mode)
    {
        using var image = TestPictures.Smooth(75, 44);
        var geometry = s_geometry with { Mode = mode, Padding = new RgbColor(9, 99, 199) };
        using var expected = ImageResizer.Fit(image, geometry);
        var turned = new byte[64 * 48 * 3];
        new AugmentationPipeline(new RandomRotation { Probability = 1, MinDegrees = 0, MaxDegrees = 0 })
            .Apply(image, turned, geometry, new SampleRandom(1, 0, 0));
        var differences = expected.Pixels.ToArray().Zip(turned, (a, b) => Math.Abs(a - b)).ToArray();
        // Filters differ a little, and the padding's edge is a whole pixel in one and a part of one in the other.
        Assert.InRange(differences.Average(), 0, mode == ResizeMode.Pad ? 4 : 1);
        Assert.InRange(differences.Order().ElementAt(differences.Length * 9 / 10), 0, 3);
        if (mode == ResizeMode.Pad)
            Assert.Equal([9, 99, 199], turned.Take(3).Select(v => (int)v));
    }

    [Fact]
    public void Many_geometric_transforms_are_one_resampling()
    {
        // Back and forth: the maps cancel, so that one resampling gives the picture again, where seventeen would blur it.
        using var image = TestPictures.Noise(32, 32, seed: 4);
        var there = new RandomRotation { Probability = 1, MinDegrees = 20, MaxDegrees = 20 };
        var back = new RandomRotation { Probability = 1, MinDegrees = -20, MaxDegrees = -20 };
        var pipeline = new AugmentationPipeline([.. Enumerable.Range(0, 8).SelectMany(_ => (ImageTransform[])[there, back])]);
        Assert.Equal(image.Pixels.ToArray(), TransformContract.Sample(image, pipeline, 0));
    }

    [Fact]
    public void A_large_picture_is_brought_to_scale_without_aliasing_before_it_is_turned()
    {
        using var stripes = TransformContract.Grey(400, [.. Enumerable.Range(0, 400 * 300).Select(i => (byte)(i % 400 % 2 * 255))]);
        var pixels = new byte[64 * 48 * 3];
        new AugmentationPipeline(new RandomRotation { Probability = 1, MinDegrees = 3, MaxDegrees = 3 })
            .Apply(stripes, pixels, s_geometry, new SampleRandom(1, 0, 0));
        Assert.InRange(Math.Sqrt(pixels.Average(v => (v - 127.5) * (v - 127.5))), 0, 12);
    }

    [Fact]
    public void Pictures_of_a_single_pixel_or_line_pass_through_every_preset()
    {
        foreach (var (width, height) in ((int, int)[])[(1, 1), (1, 500), (300, 1), (2, 2)])
        {
            using var image = TestPictures.Noise(width, height, seed: 1);
            foreach (var pipeline in Pipelines.Values)
                for (var i = 0; i < 30; i++)
                    Sample(pipeline, image, new SampleRandom(1, 0, i));
        }
    }

    private static byte[] Sample(AugmentationPipeline pipeline, RgbImage image, SampleRandom random)
    {
        var pixels = new byte[s_geometry.Width * s_geometry.Height * 3];
        pipeline.Apply(image, pixels, s_geometry, random);
        return pixels;
    }
}
