using TransferLab.Autodiff.Losses;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Losses;

public class AsymmetricLossTests
{
    [Theory]
    [InlineData(4, 1, 0.05, 0, false), InlineData(4, 0, 0, 0, false), InlineData(0, 0, 0.2, 0, true), InlineData(0.5, 2, 0.1, 0.1, true),
        InlineData(0.5, 0.5, 0, 0, false)]
    public void Value_and_gradient_are_those_of_the_formula(double negative, double positive, double clip, double smoothing, bool weighted)
    {
        float[]? weights = weighted ? [0.5f, 4f, 1f] : null;
        foreach (var batch in (int[])[1, 4])
        {
            var targets = NDArray.Random(batch, 0, 1, batch, 3);
            LossValues.Check(new AsymmetricLoss(negative, positive, clip, smoothing, weights), NDArray.Random(7, -5, 5, batch, 3), targets, x =>
            {
                double sum = 0;
                for (var i = 0; i < x.Count; i++)
                {
                    double p = 1 / (1 + Math.Exp(-x.Values[i])), q = Math.Max(p - clip, 0), t = (targets.Values[i] * (1 - smoothing)) + (smoothing / 2);
                    sum -= (weights?[i % 3] ?? 1) * t * Math.Pow(1 - p, positive) * Math.Log(p);
                    sum -= (1 - t) * Math.Pow(q, negative) * Math.Log(1 - q);
                }
                return sum / x.Count;
            });
        }
    }

    [Fact]
    public void Without_focus_and_margin_it_is_binary_cross_entropy()
    {
        var (logits, targets) = (NDArray.Random(1, -4, 4, 3, 5), NDArray.Random(2, 0, 1, 3, 5));
        var (value, gradient) = LossValues.Of(new AsymmetricLoss(0, 0, 0), logits, targets);
        var (expected, slope) = LossValues.Of(new SigmoidBinaryCrossEntropy(), logits, targets);
        Assert.Equal(expected, value, 1e-12);
        Assert.Equal(slope, gradient, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Absent_labels_below_the_margin_do_not_count()
    {
        // sigmoid(−3) is 0.047.
        var (value, gradient) = LossValues.Of(new AsymmetricLoss(0.5, 1, 0.05), NDArray.Float([-3, -30], 1, 2), NDArray.Float([0, 0], 1, 2));
        Assert.Equal(0, value, 1e-12);
        Assert.Equal([0, 0], gradient);
    }

    [Fact]
    public void Extreme_logits_stay_finite()
    {
        var (value, gradient) = LossValues.Of(new AsymmetricLoss(), NDArray.Float([1000, -1000], 1, 2), NDArray.Float([0, 1], 1, 2));
        Assert.Equal((1000 - (Math.Pow(0.95, 4) * Math.Log(0.05))) / 2, value, 1e-6);
        Assert.All(gradient, g => Assert.True(double.IsFinite(g)));
        Assert.Equal(-0.5, gradient[1], 1e-9);
    }

    [Fact]
    public void Bad_options_say_what_is_wrong()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsymmetricLoss(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsymmetricLoss(4, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsymmetricLoss(4, 1, 0.5));
    }
}
