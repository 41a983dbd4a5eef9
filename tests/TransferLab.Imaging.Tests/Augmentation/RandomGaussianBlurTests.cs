using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomGaussianBlurTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomGaussianBlur { Probability = p, MinSigma = 1 },
        new RandomGaussianBlur { MinSigma = 0 }, new RandomGaussianBlur { MaxSigma = 11 }, new RandomGaussianBlur { MinSigma = 3 });

    [Theory]
    [InlineData(0.5, 31, 17)]
    [InlineData(1.7, 31, 17)]
    [InlineData(4.0, 9, 5)]
    public void Pixels_are_those_of_the_formula(double sigma, int width, int height)
    {
        using var image = TestPictures.Noise(width, height, seed: 8);
        var p = image.Pixels.ToArray();
        var radius = (int)Math.Ceiling(3 * sigma);
        var expected = new byte[p.Length];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < 3; c++)
                {
                    double sum = 0, weights = 0;
                    for (var j = -radius; j <= radius; j++)
                        for (var i = -radius; i <= radius; i++)
                        {
                            var weight = Math.Exp(-(i * i + j * j) / (2 * sigma * sigma));
                            weights += weight;
                            sum += weight * p[(Mirrored(y + j, height) * width + Mirrored(x + i, width)) * 3 + c];
                        }
                    expected[(y * width + x) * 3 + c] = (byte)Math.Round(sum / weights);
                }
        Assert.InRange(TestPictures.LargestDifference(expected,
            TransformContract.Apply(new RandomGaussianBlur { Probability = 1, MinSigma = sigma, MaxSigma = sigma }, image)), 0, 1);

        static int Mirrored(int i, int size)
        {
            while (i < 0 || i >= size)
                i = i < 0 ? -1 - i : 2 * size - 1 - i;
            return i;
        }
    }

    [Fact]
    public void A_flat_picture_stays_flat()
    {
        using var image = TransformContract.Grey(20, [.. Enumerable.Repeat((byte)201, 400)]);
        Assert.All(TransformContract.Apply(new RandomGaussianBlur { Probability = 1, MinSigma = 2.2, MaxSigma = 2.2 }, image), v => Assert.Equal(201, v));
    }
}
