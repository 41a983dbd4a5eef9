using TransferLab.Classifiers.Evaluation;

namespace TransferLab.Tests.Classifiers.Evaluation;

public sealed class TemperatureScalingTests
{
    [Fact]
    public void Two_classes_with_one_margin_have_a_temperature_a_hand_can_calculate()
    {
        // Margin 4, right in 15 of 20 cases: p = 0.75 where 4/T = ln 3.
        var logits = Enumerable.Range(0, 20).SelectMany(_ => (float[])[4, 0]).ToArray();
        var labels = Enumerable.Range(0, 20).Select(i => i < 15 ? 0 : 1).ToArray();

        Assert.Equal(4 / Math.Log(3), TemperatureScaling.FitSoftmax(logits, labels, 2), 1e-8);
    }

    [Fact]
    public void Independent_labels_too()
    {
        var logits = Enumerable.Range(0, 20).Select(_ => 2f).ToArray();
        var targets = Enumerable.Range(0, 20).Select(i => i < 16 ? 1f : 0f).ToArray();

        // sigmoid(2/T) = 0.8 where 2/T = ln 4.
        Assert.Equal(2 / Math.Log(4), TemperatureScaling.FitSigmoid(logits, targets, 1), 1e-8);
    }

    [Fact]
    public void No_other_temperature_has_a_lower_loss()
    {
        var random = new Random(1);
        for (var round = 0; round < 30; round++)
        {
            int classes = random.Next(2, 6), images = random.Next(12, 60);
            var logits = Enumerable.Range(0, images * classes).Select(_ => (float)(8 * (random.NextDouble() - 0.5))).ToArray();
            var labels = Enumerable.Range(0, images).Select(n => random.Next(2) == 0 ? Probabilities.Top(logits.AsSpan(n * classes, classes), 1)[0] : random.Next(classes)).ToArray();
            var found = TemperatureScaling.FitSoftmax(logits, labels, classes);
            var best = Loss(found);
            if (found != 1)
                foreach (var other in (double[])[found * 0.99, found * 1.01, 0.1, 1, 10])
                    Assert.True(best <= Loss(other) + 1e-12, $"round {round}: {other} beats {found}");

            double Loss(double t) => Enumerable.Range(0, images).Average(n => Probabilities.CrossEntropy([.. logits[(n * classes)..((n + 1) * classes)].Select(x => (float)(x / t))], labels[n]));
        }
    }

    [Fact]
    public void Scaled_logits_have_a_scaled_temperature()
    {
        var random = new Random(2);
        var logits = Enumerable.Range(0, 120).Select(_ => (float)random.Next(-8, 9) / 4).ToArray();
        var labels = Enumerable.Range(0, 40).Select(n => random.Next(3) == 0 ? random.Next(3) : Probabilities.Top(logits.AsSpan(n * 3, 3), 1)[0]).ToArray();
        var plain = TemperatureScaling.FitSoftmax(logits, labels, 3);

        Assert.NotEqual(1, plain);
        Assert.Equal(plain * 4, TemperatureScaling.FitSoftmax([.. logits.Select(x => x * 4)], labels, 3), 1e-6);
    }

    [Fact]
    public void Where_nothing_can_be_said_it_stays_one()
    {
        // Every answer right, too few images, logits that say nothing, none at all.
        Assert.Equal(1, TemperatureScaling.FitSoftmax(Enumerable.Range(0, 20).SelectMany(_ => (float[])[3, 0]).ToArray(), new int[20], 2));
        Assert.Equal(1, TemperatureScaling.FitSoftmax([3, 0, 3, 0], [0, 1], 2));
        Assert.Equal(1, TemperatureScaling.FitSoftmax(new float[40], new int[20], 2));
        Assert.Equal(1, TemperatureScaling.FitSigmoid([], [], 3));
        Assert.Throws<ArgumentException>(() => TemperatureScaling.FitSoftmax([1, 2, 3], [0], 2));
    }
}
