using TransferLab.Autodiff.Losses;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Losses;

public class SigmoidBinaryCrossEntropyTests
{
    [Theory]
    [InlineData(0, false), InlineData(0.1, false), InlineData(0, true), InlineData(0.2, true)]
    public void Value_and_gradient_are_those_of_the_formula(double smoothing, bool weighted)
    {
        float[]? weights = weighted ? [0.5f, 4f, 1f] : null;
        foreach (var batch in (int[])[1, 4])
        {
            var targets = NDArray.Random(batch, 0, 1, batch, 3);
            LossValues.Check(new SigmoidBinaryCrossEntropy(smoothing, weights), NDArray.Random(7, -5, 5, batch, 3), targets, x =>
            {
                double sum = 0;
                for (var i = 0; i < x.Count; i++)
                {
                    double p = 1 / (1 + Math.Exp(-x.Values[i])), t = (targets.Values[i] * (1 - smoothing)) + (smoothing / 2);
                    sum -= ((weights?[i % 3] ?? 1) * t * Math.Log(p)) + ((1 - t) * Math.Log(1 - p));
                }
                return sum / x.Count;
            });
        }
    }

    [Fact]
    public void The_gradient_at_zero_is_a_half_minus_the_target()
    {
        var (value, gradient) = LossValues.Of(new SigmoidBinaryCrossEntropy(), NDArray.Float([0, 0], 1, 2), NDArray.Float([1, 0], 1, 2));
        Assert.Equal(Math.Log(2), value, 1e-12);
        Assert.Equal([-0.25, 0.25], gradient, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Extreme_logits_stay_finite()
    {
        var (value, gradient) = LossValues.Of(new SigmoidBinaryCrossEntropy(), NDArray.Float([1000, -1000], 1, 2), NDArray.Float([0, 1], 1, 2));
        Assert.Equal(1000, value, 1e-6);
        Assert.Equal([0.5, -0.5], gradient, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Bad_options_say_what_is_wrong()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SigmoidBinaryCrossEntropy(1.5));
        Assert.Throws<ArgumentException>(() => new SigmoidBinaryCrossEntropy(0, [0f, 0f]));
        Assert.Throws<ArgumentException>(() => new SigmoidBinaryCrossEntropy(0, [-1f]));
    }
}
