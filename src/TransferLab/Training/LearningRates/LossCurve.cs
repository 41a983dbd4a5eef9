using TransferLab.Runs;

namespace TransferLab.Training.LearningRates;

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
