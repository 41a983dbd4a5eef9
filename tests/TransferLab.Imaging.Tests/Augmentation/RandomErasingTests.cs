using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation;

public class RandomErasingTests
{
    [Fact]
    public void Wiring() => TransformContract.Check(
        p => new RandomErasing { Probability = p },
        new RandomErasing { MinArea = 0 }, new RandomErasing { MaxArea = 1.1 }, new RandomErasing { MinArea = 0.4 }, new RandomErasing { MinRatio = 0 },
        new RandomErasing { Fill = (ErasingFill)7 });

    [Fact]
    public void One_rectangle_within_the_ranges_is_covered_and_the_rest_stays()
    {
        using var image = TransformContract.Grey(60, [.. Enumerable.Repeat((byte)7, 60 * 50)]);
        var places = new HashSet<(int, int)>();
        for (var sample = 0; sample < 100; sample++)
        {
            var red = TransformContract.Red(TransformContract.Apply(new RandomErasing
            {
                Probability = 1,
                MinArea = 0.1,
                MaxArea = 0.2,
                MinRatio = 0.5,
                MaxRatio = 2,
                Fill = ErasingFill.Grey
            }, image, sample));
            var covered = Enumerable.Range(0, red.Length).Where(i => red[i] == 128).ToArray();
            var (left, right, top, bottom) = (covered.Min(i => i % 60), covered.Max(i => i % 60), covered.Min(i => i / 60), covered.Max(i => i / 60));
            var (width, height) = (right - left + 1, bottom - top + 1);
            Assert.Equal(width * height, covered.Length);
            Assert.Equal(red.Length - covered.Length, red.Count(v => v == 7));
            Assert.InRange(covered.Length / 3000.0, 0.09, 0.21);
            Assert.InRange(height / (double)width, 0.45, 2.2);
            places.Add((left, top));
        }
        Assert.True(places.Count > 60);
    }

    [Fact]
    public void Noise_is_uniform_and_what_never_fits_is_left_out()
    {
        using var image = TransformContract.Grey(100, [.. Enumerable.Repeat((byte)0, 10_000)]);
        var all = TransformContract.Apply(new RandomErasing { Probability = 1, MinArea = 1, MaxArea = 1, MinRatio = 1, MaxRatio = 1 }, image);
        Assert.InRange(all.Average(v => v), 125, 130);
        Assert.Equal(256, all.Distinct().Count());
        using var thin = TransformContract.Grey(100, new byte[100]);
        Assert.All(TransformContract.Apply(new RandomErasing { Probability = 1, MinArea = 0.9, MaxArea = 1, MinRatio = 1, MaxRatio = 1 }, thin),
            v => Assert.Equal(0, v));
    }
}
