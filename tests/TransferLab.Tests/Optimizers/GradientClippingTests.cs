using TransferLab.Optimizers;

namespace TransferLab.Tests.Optimizers;

public sealed class GradientClippingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    public void GlobalNorm_is_the_root_of_the_sum_of_squares(int length)
    {
        var values = Enumerable.Range(0, length).Select(i => MathF.Sin(i) * 1e20f).ToArray();

        // 1e20 squared is beyond float32.
        Assert.Equal(Math.Sqrt(values.Sum(v => (double)v * v)), GradientClipping.GlobalNorm(values), 1e-12 * 1e22);
    }

    [Fact]
    public void Sums_of_squares_of_parts_add_up()
    {
        float[] values = [.. Enumerable.Range(0, 100).Select(i => MathF.Cos(i))];
        var parts = GradientClipping.SumOfSquares(values.AsSpan(0, 37)) + GradientClipping.SumOfSquares(values.AsSpan(37));
        Assert.Equal(GradientClipping.GlobalNorm(values), Math.Sqrt(parts), 1e-12);
    }

    [Fact]
    public void ByGlobalNorm_brings_a_large_norm_down_and_leaves_a_small_one()
    {
        float[] large = [3, 4, 0, 12], small = [0.3f, 0.4f];

        Assert.Equal(13, GradientClipping.ByGlobalNorm(large, 1));
        Assert.Equal(1, GradientClipping.GlobalNorm(large), 1e-6);
        Assert.Equal(3.0 / 13, large[0], 1e-7);
        Assert.Equal(0.5, GradientClipping.ByGlobalNorm(small, 1), 1e-7);
        Assert.Equal([0.3f, 0.4f], small);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Gradients_that_are_not_finite_are_reported_and_left_alone(float odd)
    {
        float[] gradients = [1, odd];

        Assert.False(double.IsFinite(GradientClipping.ByGlobalNorm(gradients, 0.1)));
        Assert.Equal([1, odd], gradients);
        Assert.Equal(1f, GradientClipping.Factor(double.NaN, 1));
    }

    [Fact]
    public void A_largest_norm_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.Factor(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.Factor(1, double.NaN));
    }
}
