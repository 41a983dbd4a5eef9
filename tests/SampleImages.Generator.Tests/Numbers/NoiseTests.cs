using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Tests.Numbers;

public class NoiseTests
{
    [Fact]
    public void Values_are_spread_over_zero_to_one()
    {
        var noise = new Noise(5);
        var values = Enumerable.Range(0, 4000).Select(i => noise.At(i, 3 * i, -i)).ToArray();
        Assert.All(values, v => Assert.InRange(v, 0, 0.9999999f));
        for (var tenth = 0; tenth < 10; tenth++)
            Assert.InRange(values.Count(v => (int)(v * 10) == tenth), 300, 500);
    }

    [Fact]
    public void Fields_are_continuous_and_meet_the_lattice()
    {
        var noise = new Noise(9);
        Assert.Equal(noise.At(-3, 4, 2), noise.At(new Vector3(-3, 4, 2)), 5);
        Assert.Equal(noise.At(-3, 4), noise.At(-3f, 4f), 5);
        for (var x = -2f; x < 2; x += 0.001f)
        {
            Assert.InRange(MathF.Abs(noise.At(new Vector3(x, 0.3f, -x)) - noise.At(new Vector3(x + 0.001f, 0.3f, -x - 0.001f))), 0, 0.006f);
            Assert.InRange(MathF.Abs(noise.Fractal(x, 1, 3) - noise.Fractal(x + 0.001f, 1, 3)), 0, 0.006f);
        }
    }

    [Fact]
    public void Seeds_give_different_fields() =>
        Assert.NotEqual(new Noise(1).At(new Vector3(0.5f)), new Noise(2).At(new Vector3(0.5f)));
}
