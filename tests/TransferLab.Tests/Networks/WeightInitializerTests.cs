using TransferLab.Networks;

namespace TransferLab.Tests.Networks;

public sealed class WeightInitializerTests
{
    [Fact]
    public void Variances_are_those_of_the_papers()
    {
        Assert.Equal(2.0 / (300 + 500), Variance(w => WeightInitializer.GlorotUniform(w, 300, 500, 1, "w")), 1e-4);
        Assert.Equal(1.0 / (3 * 300), Variance(w => WeightInitializer.FanInUniform(w, 300, 1, "w")), 1e-4);
        Assert.Equal(2.0 / 300, Variance(w => WeightInitializer.HeUniform(w, 300, 1, "w")), 1e-4);
    }

    [Fact]
    public void Bounds_hold()
    {
        var weights = new float[10000];
        WeightInitializer.GlorotUniform(weights, 3, 3, 1, "w");
        Assert.All(weights, w => Assert.InRange(w, -1f, 1f));
    }

    [Fact]
    public void Draws_follow_from_seed_and_name()
    {
        Assert.Equal(Draw(1, "head.weight"), Draw(1, "head.weight"));
        Assert.NotEqual(Draw(1, "head.weight"), Draw(2, "head.weight"));
        Assert.NotEqual(Draw(1, "head.weight"), Draw(1, "other.weight"));
        Assert.Equal(100, Draw(1, "head.weight").Distinct().Count());

        static float[] Draw(ulong seed, string name)
        {
            var weights = new float[100];
            WeightInitializer.GlorotUniform(weights, 10, 10, seed, name);
            return weights;
        }
    }

    private static double Variance(Action<float[]> fill)
    {
        var weights = new float[100000];
        fill(weights);
        var mean = weights.Average(w => (double)w);
        return weights.Average(w => (w - mean) * (w - mean));
    }
}
