using TransferLab.Autodiff.Losses;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Losses;

public class SigmoidFocalLossTests
{
    [Theory]
    [InlineData(2, null, 0, false), InlineData(0.5, null, 0, true), InlineData(2, 0.25, 0.1, false), InlineData(0, 0.7, 0, true), InlineData(3, 0.4, 0.2, true)]
    public void Value_and_gradient_are_those_of_the_formula(double gamma, double? alpha, double smoothing, bool weighted)
    {
        float[]? weights = weighted ? [0.5f, 4f, 1f] : null;
        foreach (var batch in (int[])[1, 4])
        {
            var targets = NDArray.Random(batch, 0, 1, batch, 3);
            LossValues.Check(new SigmoidFocalLoss(gamma, alpha, smoothing, weights), NDArray.Random(7, -5, 5, batch, 3), targets, x =>
            {
                double sum = 0;
                for (var i = 0; i < x.Count; i++)
                {
                    double p = 1 / (1 + Math.Exp(-x.Values[i])), t = (targets.Values[i] * (1 - smoothing)) + (smoothing / 2);
                    sum -= (alpha ?? 1) * (weights?[i % 3] ?? 1) * t * Math.Pow(1 - p, gamma) * Math.Log(p);
                    sum -= (1 - alpha ?? 1) * (1 - t) * Math.Pow(p, gamma) * Math.Log(1 - p);
                }
                return sum / x.Count;
            });
        }
    }

    [Fact]
    public void A_label_at_even_odds_counts_a_quarter_at_gamma_two()
    {
        var (value, _) = LossValues.Of(new SigmoidFocalLoss(2), NDArray.Float([0, 0], 1, 2), NDArray.Float([1, 0], 1, 2));
        Assert.Equal(Math.Log(2) / 4, value, 1e-12);
    }

    [Fact]
    public void Extreme_logits_stay_finite()
    {
        var (value, gradient) = LossValues.Of(new SigmoidFocalLoss(0.5), NDArray.Float([1000, -1000, 1000, -1000], 1, 4), NDArray.Float([0, 1, 1, 0], 1, 4));
        Assert.Equal(500, value, 1e-6);
        Assert.Equal([0.25, -0.25, 0, 0], gradient, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Bad_options_say_what_is_wrong()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SigmoidFocalLoss(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SigmoidFocalLoss(2, 1));
        Assert.Throws<ArgumentException>(() => new SigmoidFocalLoss(2, null, 0, [0f]));
    }
}
