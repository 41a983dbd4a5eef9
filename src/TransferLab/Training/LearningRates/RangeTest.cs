using TransferLab.Training.Steps;

namespace TransferLab.Training.LearningRates;

/// <summary>The learning-rate range test (Smith 2017): trains for a few steps while the rate rises from next to nothing until the
/// loss gets out of hand, and records the loss. Batches differ in difficulty by more than a small step changes: a loss is therefore
/// corrected by what the same batch gave before any step, so that one epoch's first batches are gone through once without steps and
/// then again and again. Weights and running statistics are afterwards what they were; the optimizer is one of its own.</summary>
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

/// <summary>The curve of a range test as it grows. The change of the loss is smoothed by an exponential mean, corrected for its start as Adam's are.</summary>
/// <param name="start">Mean loss before any step, in nats.</param>
internal sealed class LossCurve(double start)
{
    private const double Smoothing = 0.8;
    private double _mean;
    private double _minimum = double.PositiveInfinity;

    /// <summary>The points so far.</summary>
    public List<RangeTestPoint> Points { get; } = [];

    /// <summary>Whether the last point says that higher rates are of no use.</summary>
    public bool IsOutOfHand { get; private set; }

    /// <summary>Adds by how much the loss of a step's images, before the step at this rate, differs from what it was before any.</summary>
    public void Add(double rate, double change)
    {
        _mean = Smoothing * _mean + (1 - Smoothing) * change;
        var smoothed = start + _mean / (1 - Math.Pow(Smoothing, Points.Count + 1));
        Points.Add(new(rate, start + change, smoothed));
        _minimum = Math.Min(_minimum, smoothed);
        IsOutOfHand = !double.IsFinite(smoothed) || smoothed > RangeTest.OutOfHand * _minimum;
    }
}

/// <summary>What a range test has found, for a terminal: a sentence, the smoothed loss as bars over the logarithm of
/// the rate, and where the picked rate lies.</summary>
internal static class RangeTestText
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Width = 50;

    /// <param name="points">The curve.</param>
    /// <param name="rate">The picked rate.</param>
    /// <param name="found">Whether the loss falls somewhere.</param>
    public static string Of(IReadOnlyList<RangeTestPoint> points, double rate, bool found)
    {
        var sentence = string.Create(CultureInfo.InvariantCulture, $"Learning-rate range test, {points.Count} steps: ") + (found
            ? string.Create(CultureInfo.InvariantCulture, $"the loss falls most steeply at {rate:G3}, which is taken.")
            : string.Create(CultureInfo.InvariantCulture, $"the loss does not fall, so that nothing can be read off it; {rate:G3} is taken."));
        RangeTestPoint[] finite = [.. points.Where(p => double.IsFinite(p.SmoothedLoss))];
        return finite.Length == 0 ? sentence : $"{sentence}\n{Curve(finite, rate)}";
    }

    private static string Curve(RangeTestPoint[] points, double rate)
    {
        var width = Math.Min(Width, points.Length);
        double[] columns = [.. Enumerable.Range(0, width).Select(c => points[c * points.Length / width].SmoothedLoss)];
        var (low, high) = (columns.Min(), columns.Max());
        // What gets out of hand at the end would flatten all that matters.
        var top = Math.Min(high, low + 2 * Math.Max(columns[0] - low, 1e-9));
        var bars = string.Concat(columns.Select(v => Bars[(int)Math.Clamp((v - low) / Math.Max(top - low, 1e-12) * Bars.Length, 0, Bars.Length - 1)]));
        var share = Math.Log(rate / points[0].Rate) / Math.Max(1e-12, Math.Log(points[^1].Rate / points[0].Rate));
        var mark = (int)Math.Clamp(share * (width - 1), 0, width - 1);
        return string.Create(CultureInfo.InvariantCulture,
            $"  loss {bars}  {low:G3} to {high:G3}\n  rate {new string(' ', mark)}^\n       {points[0].Rate:G3} to {points[^1].Rate:G3}");
    }
}
