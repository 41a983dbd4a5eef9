using TransferLab.Classifiers.Explanation;
using TransferLab.Imaging;
using TransferLab.Testing;

namespace TransferLab.Tests.Classifiers.Explanation;

public sealed class HeatMapOverlayTests
{
    // Wide and high pictures under every rule: the red spot must be hot where it is in the picture, not where it is in the model's input.
    [Theory]
    [InlineData(ResizeMode.Crop, 1, 96, 48, 60, 30), InlineData(ResizeMode.Crop, 1.25, 96, 48, 40, 16), InlineData(ResizeMode.Crop, 1.25, 48, 90, 28, 52)]
    [InlineData(ResizeMode.Squash, 1, 96, 48, 80, 10), InlineData(ResizeMode.Squash, 1, 48, 96, 10, 80)]
    [InlineData(ResizeMode.Pad, 1, 96, 48, 80, 10), InlineData(ResizeMode.Pad, 1, 48, 96, 10, 80)]
    public void The_map_lies_where_the_network_saw_it(ResizeMode mode, double scale, int width, int height, int x, int y)
    {
        const int spot = 6;
        using var folder = new TemporaryFolder();
        var geometry = new ImageGeometry { Width = HandMade.Side, Height = HandMade.Side, Mode = mode, CoverScale = scale };
        using var explainer = ClassifierExplainer.Load(HandMade.Write(folder, HandMade.Model(channelsLast: false), geometry));
        using var picture = RgbImage.Create(width, height);
        picture.Pixels.Clear();
        for (var dy = -spot; dy < spot; dy++)
            for (var dx = -spot; dx < spot; dx++)
                picture.Pixels[(((y + dy) * width) + x + dx) * 3] = 255;

        var explanation = explainer.Explain(picture.EncodePng(), "first", cancellation: TestContext.Current.CancellationToken);

        picture.Pixels.Fill(100);
        HeatMapOverlay.Draw(picture, explanation);
        var (sum, across, down) = (0.0, 0.0, 0.0);
        for (var i = 0; i < width * height; i++)
        {
            // Only a high value is light in red as well as in green.
            var heat = Math.Max(0, Math.Min(picture.Pixels[i * 3], picture.Pixels[(i * 3) + 1]) - 100.0);
            (sum, across, down) = (sum + heat, across + (heat * (i % width)), down + (heat * (i / width)));
        }
        Assert.True(sum > 0);
        // A place of the map is a quarter of the input wide; the centre is found to within half a place.
        var (placeX, placeY) = (explanation.Region.Width * width / HandMade.Grid, explanation.Region.Height * height / HandMade.Grid);
        Assert.InRange(across / sum, x - (placeX / 2), x + (placeX / 2));
        Assert.InRange(down / sum, y - (placeY / 2), y + (placeY / 2));
    }

    [Fact]
    public void What_the_network_did_not_see_is_dark_and_grey()
    {
        using var picture = RgbImage.Create(80, 40);
        picture.Pixels.Fill(200);
        HeatMapOverlay.Draw(picture, new("a", 1, new HeatMap(1, 1, [1]), new MapRegion(0.25, 0, 0.5, 1)));
        byte[] seen = picture.Row(20)[(40 * 3)..(41 * 3)].ToArray(), unseen = picture.Row(20)[(10 * 3)..(11 * 3)].ToArray();
        Assert.Equal([90, 90, 90], unseen);
        Assert.True(seen[0] > 200 && seen[1] > 200 && seen[2] < 150, string.Join(',', seen));
        Assert.Equal(unseen, picture.Row(20)[(60 * 3)..(61 * 3)].ToArray());
        Assert.Equal(seen, picture.Row(20)[(59 * 3)..(60 * 3)].ToArray());
    }

    [Fact]
    public void Between_places_the_map_is_bilinear()
    {
        var map = new HeatMap(1, 2, [0, 1]);
        Assert.Equal([0, 0, 0.5f, 1, 1], new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(x => map.Sample(x, 0.5)));
    }

    [Fact]
    public void A_file_becomes_a_png_of_its_proportions_and_a_bounded_size()
    {
        using var large = RgbImage.Create(2600, 1300);
        large.Pixels.Fill(128);
        using var drawn = ImageDecoder.Decode(HeatMapOverlay.Png(large.EncodeJpeg(), new("a", 1, new HeatMap(2, 2, [0, 1, 1, 0]), new MapRegion(0, 0, 1, 1))));
        Assert.Equal((1024, 512), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void Equal_steps_of_value_are_equal_steps_to_the_eye_and_always_lighter()
    {
        var lab = Enumerable.Range(0, 256).Select(i => Lab(HeatColors.Of(i / 255f))).ToArray();
        // Over a tenth of the scale: single steps are smaller than the rounding of dark reds to bytes. Without the rounding the ratio is 0.97.
        var steps = Enumerable.Range(0, 231).Select(i => Math.Sqrt(lab[i].Zip(lab[i + 25], (a, b) => (a - b) * (a - b)).Sum())).ToArray();
        Assert.InRange(steps.Min() / steps.Max(), 0.85, 1);
        for (var i = 4; i < 256; i++)
            Assert.True(lab[i][0] > lab[i - 4][0], $"{i}: {lab[i][0]} after {lab[i - 4][0]}");
        Assert.True(lab[255][0] - lab[0][0] > 70);
    }

    private static double[] Lab((byte R, byte G, byte B) color)
    {
        double Linear(byte v) => v / 255.0 is var s && s <= 0.04045 ? s / 12.92 : Math.Pow(((v / 255.0) + 0.055) / 1.055, 2.4);
        double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : ((24389.0 / 27 * t) + 16) / 116;
        var (r, g, b) = (Linear(color.R), Linear(color.G), Linear(color.B));
        var (x, y, z) = (F(((0.4124564 * r) + (0.3575761 * g) + (0.1804375 * b)) / 0.95047), F((0.2126729 * r) + (0.7151522 * g) + (0.0721750 * b)),
            F(((0.0193339 * r) + (0.1191920 * g) + (0.9503041 * b)) / 1.08883));
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }
}
