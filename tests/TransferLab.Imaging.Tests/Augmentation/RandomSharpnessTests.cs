using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomSharpnessTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomSharpness { Probability = p },
        new RandomSharpness { MinFactor = -1 }, new RandomSharpness { MaxFactor = 11 }, new RandomSharpness { MinFactor = 3 });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.4)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void Pixels_are_those_of_the_formula(double factor)
    {
        using var image = TestPictures.Noise(29, 13, seed: 8);
        var p = image.Pixels.ToArray();
        var expected = p.ToArray();
        for (var y = 1; y < 12; y++)
            for (var x = 1; x < 28; x++)
                for (var c = 0; c < 3; c++)
                {
                    var sum = 4 * At(x, y);
                    for (var j = -1; j <= 1; j++)
                        for (var i = -1; i <= 1; i++)
                            sum += At(x + i, y + j);
                    expected[(y * 29 + x) * 3 + c] = (byte)Math.Clamp(Math.Round(sum / 13.0 + factor * (At(x, y) - sum / 13.0)), 0, 255);

                    int At(int column, int row) => p[(row * 29 + column) * 3 + c];
                }
        Assert.InRange(TestPictures.LargestDifference(expected,
            TransformContract.Apply(new RandomSharpness { Probability = 1, MinFactor = factor, MaxFactor = factor }, image)), 0, factor == 1 ? 0 : 1);
    }
}
