using TransferLab.Batches;
using TransferLab.Optimizers;
using TransferLab.Runs;

namespace TransferLab.Training.LearningRates;

/// <summary>
/// The learning-rate range test (Smith 2017): trains for a few steps while the rate rises from next to nothing until the loss gets out of hand, and records the loss.
/// Weights and running statistics are afterwards what they were; the optimizer is one of its own.
/// </summary>
/// <param name="step">The training step of the phase.</param>
/// <param name="plan">How batches make steps.</param>
/// <param name="createOptimizer">A fresh optimizer as the phase has it.</param>
/// <param name="clipNorm">Largest global gradient norm; 0 for none.</param>
internal sealed class RangeTest(TrainingStep step, StepPlan plan, Func<Optimizer> createOptimizer, double clipNorm)
{
    /// <summary>Steps at most.</summary>
    public const int Steps = 100;

    /// <summary>The test ends when the smoothed loss is this many times its minimum.</summary>
    public const double OutOfHand = 4;

    // A step over all images would make the test longer than the training. Some hundred images tell the slope as well.
    private const int BatchesPerStep = 8;

    /// <summary>Runs the test.</summary>
    /// <param name="epochs">The batches of epoch 0, 1, … of the test; taken from as far as needed.</param>
    /// <param name="lowest">The first rate, above 0.</param>
    /// <param name="highest">The rate of the last step.</param>
    /// <param name="cancellation">Stops at the next batch.</param>
    public IReadOnlyList<RangeTestPoint> Run(Func<int, IEnumerable<Batch>> epochs, double lowest, double highest, CancellationToken cancellation)
    {
        var parameters = step.Parameters;
        var (weights, statistics) = (parameters.Weights.Span.ToArray(), step.Statistics.Values.ToArray());
        try
        {
            return Test(epochs, lowest, highest, cancellation);
        }
        finally
        {
            weights.CopyTo(parameters.Weights.Span);
            statistics.CopyTo(step.Statistics.Values);
            parameters.Gradients.Span.Clear();
        }
    }

    private List<RangeTestPoint> Test(Func<int, IEnumerable<Batch>> epochs, double lowest, double highest, CancellationToken cancellation)
    {
        var (optimizer, parameters) = (createOptimizer(), step.Parameters);
        var curve = new LossCurve();
        foreach (var loss in StepLosses(epochs, cancellation))
        {
            var rate = lowest * Math.Pow(highest / lowest, curve.Points.Count / (Steps - 1.0));
            curve.Add(rate, loss);
            if (curve.IsOutOfHand || curve.Points.Count == Steps)
                break;
            var norm = GradientClipping.GlobalNorm(parameters.Gradients.Span);
            if (!double.IsFinite(norm))
                break;
            optimizer.Step(parameters.Weights.Span, parameters.Gradients.Span, new StepSettings((float)rate, clipNorm > 0 ? GradientClipping.Factor(norm, clipNorm) : 1f));
        }
        return curve.Points;
    }

    // The mean loss of one step's images after the other, without end; the gradients are in the store while the step is looked at.
    private IEnumerable<double> StepLosses(Func<int, IEnumerable<Batch>> epochs, CancellationToken cancellation)
    {
        var perStep = Math.Min(plan.BatchesPerStep, BatchesPerStep);
        var part = new StepPlan(plan, perStep);
        var accumulator = new GradientAccumulator(part, step.Parameters);
        for (var epoch = 0; ; epoch++)
        {
            var (index, sum) = (0, 0.0);
            foreach (var batch in epochs(epoch))
            {
                cancellation.ThrowIfCancellationRequested();
                sum += (double)step.Run(batch, CancellationToken.None) * batch.Count;
                if (accumulator.Add(index, batch.Count))
                {
                    yield return sum / part.ImagesOfStep(index);
                    sum = 0;
                }
                index++;
            }
        }
    }
}
