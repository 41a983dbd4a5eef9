using TransferLab.Errors;
using TransferLab.Objectives;

namespace TransferLab.Tests.Objectives;

public sealed class ClassWeightingTests
{
    [Fact]
    public void Balanced_weights_are_what_a_hand_calculates()
    {
        var weights = ClassWeighting.Balanced.Of([10, 30, 60])!;

        Assert.Equal([100 / 30.0, 100 / 90.0, 100 / 180.0], weights, (a, b) => Math.Abs(a - b) < 1e-12);
        // All images together weigh as much as they are.
        Assert.Equal(100, (10 * weights[0]) + (30 * weights[1]) + (60 * weights[2]), 1e-9);
    }

    [Fact]
    public void Effective_weights_are_those_of_the_paper()
    {
        var weights = ClassWeighting.Effective(0.9).Of([1, 2, 20])!;
        double[] plain = [1, (1 - 0.9) / (1 - 0.81), (1 - 0.9) / (1 - Math.Pow(0.9, 20))];

        Assert.Equal(plain.Select(w => w * 3 / plain.Sum()), weights, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Effective_weights_lie_between_none_and_balanced()
    {
        int[] counts = [5, 50, 500];
        Assert.Equal([1, 1, 1], ClassWeighting.Effective(0).Of(counts)!);
        var balanced = ClassWeighting.Balanced.Of(counts)!;
        var near = ClassWeighting.Effective(1 - 1e-9).Of(counts)!;
        Assert.Equal(balanced[0] / balanced[2], near[0] / near[2], 1e-3);
        Assert.All((double[])[0.5, 0.99, 0.999], beta => Assert.InRange(ClassWeighting.Effective(beta).Of(counts)! is var w ? w[0] / w[2] : 0, 1, balanced[0] / balanced[2]));
    }

    [Theory]
    [InlineData("none", "none"), InlineData("Balanced", "balanced"), InlineData("effective", "effective:0.999"), InlineData("effective:0.5", "effective:0.5")]
    public void A_weighting_is_written_as_it_is_read(string text, string written)
    {
        Assert.Equal(written, ClassWeighting.Parse(text).ToString());
        Assert.Equal(ClassWeighting.Parse(text), ClassWeighting.Parse(written));
    }

    [Theory]
    [InlineData("even"), InlineData("effective:1"), InlineData("effective:x"), InlineData("balanced:2"), InlineData("effective:")]
    public void What_is_wrong_is_said(string text) => Assert.Contains("ClassWeights ", Assert.Throws<SettingException>(() => ClassWeighting.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_weighting_there_are_no_weights() => Assert.Null(ClassWeighting.None.Of([1, 2]));
}
