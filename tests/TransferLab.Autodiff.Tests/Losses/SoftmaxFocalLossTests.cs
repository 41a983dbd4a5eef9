using TransferLab.Autodiff.Losses;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Losses;

public class SoftmaxFocalLossTests
{
    [Theory]
    [InlineData(2, 0, false), InlineData(0.5, 0.1, true), InlineData(3, 0, true), InlineData(0, 0.2, true)]
    public void Value_and_gradient_are_those_of_the_formula(double gamma, double smoothing, bool weighted)
    {
        float[]? weights = weighted ? [0.5f, 2f, 1f, 0f] : null;
        foreach (var batch in (int[])[1, 4])
        {
            var targets = NDArray.Random(batch, 0, 1, batch, 4);
            LossValues.Check(new SoftmaxFocalLoss(gamma, smoothing, weights), NDArray.Random(3, -4, 4, batch, 4), targets, x =>
            {
                double numerator = 0, denominator = 0;
                for (var n = 0; n < batch; n++)
                {
                    double normalizer = 0, total = 0;
                    for (var k = 0; k < 4; k++)
                    {
                        normalizer += Math.Exp(x[n, k]);
                        total += targets[n, k];
                    }
                    for (var k = 0; k < 4; k++)
                    {
                        var weight = (weights?[k] ?? 1) * (((1 - smoothing) * targets[n, k]) + (smoothing / 4 * total));
                        var p = Math.Exp(x[n, k]) / normalizer;
                        numerator -= weight * Math.Pow(1 - p, gamma) * Math.Log(p);
                        denominator += weight;
                    }
                }
                return numerator / denominator;
            });
        }
    }

    [Fact]
    public void Without_focus_it_is_cross_entropy()
    {
        var (logits, targets) = (NDArray.Random(1, -4, 4, 3, 5), NDArray.Random(2, 0, 1, 3, 5));
        var (value, gradient) = LossValues.Of(new SoftmaxFocalLoss(0), logits, targets);
        var (expected, slope) = LossValues.Of(new SoftmaxCrossEntropy(), logits, targets);
        Assert.Equal(expected, value, 1e-12);
        Assert.Equal(slope, gradient, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Extreme_logits_stay_finite()
    {
        var (value, gradient) = LossValues.Of(new SoftmaxFocalLoss(0.5), NDArray.Float([1000, -1000, -1000, 1000], 2, 2), NDArray.Float([0, 1, 0, 1], 2, 2));
        Assert.Equal(1000, value, 1e-3);
        Assert.Equal([0.5, -0.5, 0, 0], gradient, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void Bad_options_say_what_is_wrong()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxFocalLoss(double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => new SoftmaxFocalLoss(2, 0, [0f, 0f]));
    }
}
