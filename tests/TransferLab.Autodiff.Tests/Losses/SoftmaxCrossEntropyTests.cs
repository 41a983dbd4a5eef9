using TransferLab.Autodiff.Losses;
using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Losses;

public class SoftmaxCrossEntropyTests
{
    [Theory]
    [InlineData(0, false), InlineData(0.1, false), InlineData(0, true), InlineData(0.3, true)]
    public void Value_and_gradient_are_those_of_the_formula(double smoothing, bool weighted)
    {
        float[]? weights = weighted ? [0.5f, 2f, 1f, 0f] : null;
        foreach (var batch in (int[])[1, 2, 5])
        {
            var soft = NDArray.Random(batch, 0, 1, batch, 4);
            Check(smoothing, weights, NDArray.Random(3, -4, 4, batch, 4), soft);
            Check(smoothing, weights, NDArray.Random(4, -4, 4, batch, 4), OneHot(batch, 4));
        }
    }

    [Fact]
    public void Rows_of_zeros_contribute_nothing()
    {
        var loss = new SoftmaxCrossEntropy(0.1, [1f, 2f, 3f]);
        var logits = NDArray.Random(1, -2, 2, 4, 3);
        var targets = OneHot(4, 3);
        Array.Clear(targets.Values, 6, 6);
        var (padded, gradient) = LossValues.Of(loss, logits, targets);
        var (alone, expected) = LossValues.Of(loss, NDArray.Float(logits.Values[..6], 2, 3), NDArray.Float(targets.Values[..6], 2, 3));
        Assert.Equal(alone, padded, 1e-12);
        Assert.Equal(expected, gradient[..6], (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.All(gradient[6..], g => Assert.Equal(0, g));
    }

    [Fact]
    public void A_batch_of_nothing_but_padding_is_zero()
    {
        var (value, gradient) = LossValues.Of(new SoftmaxCrossEntropy(), NDArray.Random(1, -2, 2, 3, 3), NDArray.Zeros(Onnx.ElementType.Float, 3, 3));
        Assert.Equal(0, value);
        Assert.All(gradient, g => Assert.Equal(0, g));
    }

    [Fact]
    public void Extreme_logits_stay_finite()
    {
        var (value, gradient) = LossValues.Of(new SoftmaxCrossEntropy(), NDArray.Float([1000, -1000], 1, 2), NDArray.Float([0, 1], 1, 2));
        Assert.Equal(2000, value, 1e-6);
        Assert.Equal([1, -1], gradient, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Bad_options_say_what_is_wrong()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxCrossEntropy(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxCrossEntropy(-0.1));
        Assert.Contains("class 1", Assert.Throws<ArgumentException>(() => new SoftmaxCrossEntropy(0, [1, float.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("2 class weights", Assert.Throws<ArgumentException>(() =>
            LossValues.Of(new SoftmaxCrossEntropy(0, [1, 1]), NDArray.Random(1, -1, 1, 2, 3), OneHot(2, 3))).Message, StringComparison.Ordinal);
    }

    private static void Check(double smoothing, float[]? weights, NDArray logits, NDArray targets) =>
        LossValues.Check(new SoftmaxCrossEntropy(smoothing, weights), logits, targets, x =>
        {
            int rows = x.Dims[0], classes = x.Dims[1];
            double numerator = 0, denominator = 0;
            for (var n = 0; n < rows; n++)
            {
                double normalizer = 0, total = 0;
                for (var k = 0; k < classes; k++)
                {
                    normalizer += Math.Exp(x[n, k]);
                    total += targets[n, k];
                }
                for (var k = 0; k < classes; k++)
                {
                    var weight = (weights?[k] ?? 1) * (((1 - smoothing) * targets[n, k]) + (smoothing / classes * total));
                    numerator -= weight * (x[n, k] - Math.Log(normalizer));
                    denominator += weight;
                }
            }
            return numerator / denominator;
        });

    private static NDArray OneHot(int rows, int classes)
    {
        var targets = NDArray.Zeros(Onnx.ElementType.Float, rows, classes);
        for (var n = 0; n < rows; n++)
            targets[n, n % (classes - 1)] = 1;
        return targets;
    }
}
