using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class ProbabilitiesTests
{
    [Fact]
    public void Softmax_is_stable_and_sums_to_1()
    {
        float[] logits = [1000, 1001, 999, -1000, -1000, -1000, 0, 88, -200];
        Probabilities.Softmax(logits, 3, logits);

        Assert.Equal([0.24472848, 0.66524094, 0.09003057, 1.0 / 3, 1.0 / 3, 1.0 / 3, 0, 1, 0], logits.Select(p => (double)p), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Sigmoid_is_stable()
    {
        float[] values = [-1000, -1, 0, 1, 1000];
        Probabilities.Sigmoid(values, values);

        Assert.Equal([0, 0.26894142, 0.5, 0.73105858, 1], values.Select(p => (double)p), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Losses_are_exact_where_probabilities_round_to_0()
    {
        Assert.Equal(2000, Probabilities.CrossEntropy([1000, -1000], 1), 1e-9);
        Assert.Equal(0, Probabilities.CrossEntropy([1000, -1000], 0), 1e-9);
        Assert.Equal(1000, Probabilities.BinaryCrossEntropy(-1000, true), 1e-9);
        Assert.Equal(Math.Log(2), Probabilities.BinaryCrossEntropy(0, false), 1e-12);
        Assert.Equal(-Math.Log(1 / (1 + Math.Exp(-1.5))), Probabilities.BinaryCrossEntropy(1.5f, true), 1e-12);
    }

    [Fact]
    public void Top_orders_by_score_then_class() => Assert.Equal([2, 0, 3], Probabilities.Top([0.3f, 0.1f, 0.4f, 0.3f], 3));
}
