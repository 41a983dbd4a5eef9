using TransferLab.Classifiers;
using TransferLab.Imaging;
using TransferLab.Runtime;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Tests.Classifiers;

public sealed class TestTimeAugmentationTests
{
    private static ImageGeometry Geometry => new() { Width = 8, Height = 6 };

    [Theory]
    [InlineData(ResizeMode.Crop, 1, 4), InlineData(ResizeMode.Crop, 1.25, 6), InlineData(ResizeMode.Squash, 1, 4), InlineData(ResizeMode.Pad, 1, 4)]
    public void The_first_view_is_the_usual_one_and_every_second_its_mirror(ResizeMode mode, double scale, int count)
    {
        using var image = TinyImages.Draw([1], 3);
        // Nine wide, so that a padded picture has whole pixels on both sides.
        var width = mode == ResizeMode.Pad ? 9 : 8;
        var geometry = Geometry with { Width = width, Mode = mode, CoverScale = scale };
        Assert.Equal(count, TestTimeViews.Count(geometry));
        var length = width * 6 * 3;
        var pixels = new byte[count * length];
        TestTimeViews.Fill(image, geometry, pixels);
        var usual = new byte[length];
        ImageResizer.Fit(image, geometry, usual);

        Assert.Equal(usual, pixels[..length]);
        for (var view = 0; view < count; view += 2)
            for (var i = 0; i < length; i++)
            {
                int y = i / (3 * width), x = i / 3 % width, c = i % 3;
                Assert.InRange(pixels[(view * length) + i] - pixels[((view + 1) * length) + (((y * width) + width - 1 - x) * 3) + c], -1, 1);
            }
        Assert.NotEqual(pixels[..length], pixels[(2 * length)..(3 * length)]);
    }

    [Fact]
    public void The_score_is_the_mean_of_the_views_scores()
    {
        using var folder = new TemporaryFolder();
        var result = FineTuner.Train(TinyRun.Options(folder, perClass: 4, epochs: 2), cancellation: TestContext.Current.CancellationToken);
        var file = File.ReadAllBytes(folder["images/down/1.png"]);
        using var plain = ImageClassifier.Load(result.Package);
        using var averaging = ImageClassifier.Load(result.Package, new ImageClassifierOptions { TestTimeAugmentation = true });
        using var image = ImageDecoder.Decode(file, new DecodeOptions());
        var views = TestTimeViews.Count(plain.Geometry);
        using var pixels = Runtime.OrtValue.Allocate<byte>(views, plain.Geometry.Height, plain.Geometry.Width, 3);
        TestTimeViews.Fill(image, plain.Geometry, pixels.Span<byte>());
        var each = plain.Score(pixels);

        var score = averaging.Score(file);
        for (var c = 0; c < plain.Labels.Count; c++)
            Assert.Equal(each.Average(s => s.Probabilities[c]), score.Probabilities[c], 1e-5);
        // The logits are those that give these probabilities under the package's temperature.
        var t = plain.Package.Config.Temperature;
        var odds = score.Logits.Select(x => Math.Exp(x / t)).ToArray();
        Assert.Equal(score.Probabilities.Select(p => (double)p), odds.Select(o => o / odds.Sum()), (a, b) => Math.Abs(a - b) < 1e-5);
    }
}
