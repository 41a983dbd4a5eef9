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
    public void The_factor_brings_a_large_norm_down_and_leaves_a_small_one()
    {
        Assert.Equal(1f / 13, GradientClipping.Factor(13, 1));
        Assert.Equal(1f, GradientClipping.Factor(0.5, 1));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Gradients_that_are_not_finite_are_reported_and_left_alone(float odd)
    {
        var norm = GradientClipping.GlobalNorm([1, odd]);

        Assert.False(double.IsFinite(norm));
        Assert.Equal(1f, GradientClipping.Factor(norm, 0.1));
    }

    [Fact]
    public void A_largest_norm_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.Factor(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.Factor(1, double.NaN));
    }
}
