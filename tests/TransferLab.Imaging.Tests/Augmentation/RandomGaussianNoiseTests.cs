using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Augmentation.Kernels;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomGaussianNoiseTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomGaussianNoise { Probability = p },
        new RandomGaussianNoise { MinSigma = -0.1 }, new RandomGaussianNoise { MaxSigma = 1.1 }, new RandomGaussianNoise { MinSigma = 0.5, MaxSigma = 0.4 });

    [Fact]
    public void Noise_is_normal_with_the_standard_deviation_asked_for()
    {
        using var image = TransformContract.Grey(200, [.. Enumerable.Repeat((byte)128, 200 * 200)]);
        var noise = TransformContract.Apply(new RandomGaussianNoise { Probability = 1, MinSigma = 0.08, MaxSigma = 0.08 }, image).Select(v => v - 128.0)
            .ToArray();
        var deviation = Math.Sqrt(noise.Average(v => v * v));
        Assert.InRange(noise.Average(), -0.3, 0.3);
        Assert.InRange(deviation, 0.08 * 255 - 0.4, 0.08 * 255 + 0.4);
        // Within one, two and three deviations.
        Assert.InRange(noise.Count(v => Math.Abs(v) < deviation) / (double)noise.Length, 0.66, 0.70);
        Assert.InRange(noise.Count(v => Math.Abs(v) < 2 * deviation) / (double)noise.Length, 0.945, 0.96);
        Assert.InRange(noise.Count(v => Math.Abs(v) < 3 * deviation) / (double)noise.Length, 0.995, 0.999);
        // Neighbours, channels included, have nothing in common.
        Assert.All((int[])[1, 3, 5, 600], lag => Assert.InRange(noise.Skip(lag).Zip(noise, (a, b) => a * b).Average() / (deviation * deviation), -0.02, 0.02));
    }

    [Fact]
    public void The_first_samples_are_the_quantiles_that_the_drawn_bits_choose()
    {
        using var image = TransformContract.Grey(3, 128, 128, 128);
        var draws = new SampleRandom(3, 1, 0);
        draws.NextDouble();
        draws.NextDouble();
        var (first, second) = (draws.NextUInt64(), draws.NextUInt64());
        int[] places = [.. Enumerable.Range(0, 5).Select(i => (int)(first >> (12 * i)) & 4095),
            .. Enumerable.Range(0, 4).Select(i => (int)(second >> (12 * i)) & 4095)];
        var actual = TransformContract.Apply(new RandomGaussianNoise { Probability = 1, MinSigma = 0.1, MaxSigma = 0.1 }, image);
        Assert.Equal(places.Select(k => 128 + Math.Round((float)Kernels.NormalTableTests.Bisect((k + 0.5) / 4096) * 25.5)), actual.Select(v => (double)v));
    }
}
