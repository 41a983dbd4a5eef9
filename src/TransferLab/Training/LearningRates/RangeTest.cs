using TransferLab.Optimizers;
using TransferLab.Pictures.Batches;
using TransferLab.Runs;
using TransferLab.Training.Parameters;
using TransferLab.Training.Steps;

namespace TransferLab.Training.LearningRates;

/// <summary>
/// The learning-rate range test (Smith 2017): trains for a few steps while the rate rises from next to nothing until the loss gets out of hand, and records the loss.
/// Batches differ in difficulty by more than a small step changes: a loss is therefore corrected by what the same batch gave before any step, so that one epoch's first
/// batches are gone through once without steps and then again and again. Weights and running statistics are afterwards what they were; the optimizer is one of its own.
/// </summary>
/// <param name="step">The training step of the phase.</param>
/// <param name="plan">How batches make steps.</param>
/// <param name="createOptimizer">A fresh optimizer as the phase has it.</param>
/// <param name="clipNorm">Largest global gradient norm; 0 for none.</param>
internal sealed class RangeTest(TrainingStep step, StepPlan plan, Func<IParameterOptimizer> createOptimizer, double clipNorm)
{
    /// <summary>Steps at most.</summary>
    public const int Steps = 100;

    /// <summary>The test ends when the smoothed loss is this many times its minimum.</summary>
    public const double OutOfHand = 4;

    // A step over all images would make the test longer than the training. Some hundred images tell the slope as well.
    private const int BatchesPerStep = 8;

    /// <summary>Runs the test.</summary>
    /// <param name="epoch">The batches of an epoch, the same each time it is gone through; taken from as far as needed.</param>
    /// <param name="lowest">The first rate, above 0.</param>
    /// <param name="highest">The rate of the last step.</param>
    /// <param name="cancellation">Stops at the next batch.</param>
    public IReadOnlyList<RangeTestPoint> Run(IEnumerable<Batch> epoch, double lowest, double highest, CancellationToken cancellation)
    {
        var parameters = step.Parameters;
        var (weights, statistics) = (parameters.Weights.OnHost().ToArray(), step.Statistics.Values.ToArray());
        try
        {
            return Test(epoch, lowest, highest, cancellation);
        }
        finally
        {
            parameters.Weights.CopyFrom(weights);
            statistics.CopyTo(step.Statistics.Values);
            parameters.Gradients.CopyFrom(new float[weights.Length]);
        }
    }

    private List<RangeTestPoint> Test(IEnumerable<Batch> epoch, double lowest, double highest, CancellationToken cancellation)
    {
        using var optimizer = createOptimizer();
        double[] before = [.. StepLosses(epoch, cancellation).Take(Steps)];
        var curve = new LossCurve(before.Average());
        while (true)
        {
            foreach (var (loss, first) in StepLosses(epoch, cancellation).Zip(before))
            {
                var rate = lowest * Math.Pow(highest / lowest, curve.Points.Count / (Steps - 1.0));
                curve.Add(rate, loss - first);
                var norm = step.Parameters.GlobalNorm();
                if (curve.IsOutOfHand || curve.Points.Count == Steps || !double.IsFinite(norm))
                    return curve.Points;
                optimizer.Step(new StepSettings((float)rate, clipNorm > 0 ? GradientClipping.Factor(norm, clipNorm) : 1f));
            }
        }
    }

    // The mean loss of each step's images; the gradients are in the store while it is looked at.
    private IEnumerable<double> StepLosses(IEnumerable<Batch> epoch, CancellationToken cancellation)
    {
        var part = new StepPlan(plan, Math.Min(plan.BatchesPerStep, BatchesPerStep));
        var accumulator = new GradientAccumulator(part, step.Parameters);
        var (index, sum) = (0, 0.0);
        foreach (var batch in epoch)
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
