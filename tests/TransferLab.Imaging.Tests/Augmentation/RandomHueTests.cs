using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomHueTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomHue { Probability = p },
        new RandomHue { MinDegrees = -181 }, new RandomHue { MinDegrees = 20 }, new RandomHue { MaxDegrees = 200 });

    [Theory]
    [InlineData(0.0)]
    [InlineData(40.0)]
    [InlineData(-90.0)]
    [InlineData(180.0)]
    public void Chroma_turns_by_the_angle(double degrees)
    {
        using var image = TestPictures.Smooth(37, 23);
        var p = image.Pixels.ToArray();
        var expected = new byte[p.Length];
        var (sin, cos) = (Math.Sin(degrees * Math.PI / 180), Math.Cos(degrees * Math.PI / 180));
        for (var i = 0; i < p.Length; i += 3)
        {
            var y = 0.299 * p[i] + 0.587 * p[i + 1] + 0.114 * p[i + 2];
            var (u, v) = (0.492 * (p[i + 2] - y), 0.877 * (p[i] - y));
            (u, v) = (u * cos - v * sin, v * cos + u * sin);
            var (r, b) = (y + v / 0.877, y + u / 0.492);
            double[] rgb = [r, (y - 0.299 * r - 0.114 * b) / 0.587, b];
            for (var c = 0; c < 3; c++)
                expected[i + c] = (byte)Math.Clamp(Math.Round(rgb[c]), 0, 255);
        }
        Assert.InRange(TestPictures.LargestDifference(expected,
            TransformContract.Apply(new RandomHue { Probability = 1, MinDegrees = degrees, MaxDegrees = degrees }, image)), 0, 1);
    }

    [Fact]
    public void Grey_stays_grey_and_red_turns_towards_yellow_at_positive_angles()
    {
        using var grey = TransformContract.Grey(3, 0, 77, 255);
        var turn = new RandomHue { Probability = 1, MinDegrees = 60, MaxDegrees = 60 };
        Assert.Equal(grey.Pixels.ToArray(), TransformContract.Apply(turn, grey));
        using var red = TransformContract.Grey(1, 50);
        red.Pixels[0] = 150;
        var turned = TransformContract.Apply(turn, red);
        Assert.True(turned[1] > 60 && turned[2] < 50, $"{string.Join(' ', turned)}");
    }
}
