using TransferLab.Runs;

namespace TransferLab.Training.LearningRates;

/// <summary>The curve of a range test as it grows. Losses are smoothed by an exponential mean, corrected for its start as Adam's are.</summary>
internal sealed class LossCurve
{
    private const double Smoothing = 0.9;
    private double _mean;
    private double _minimum = double.PositiveInfinity;

    /// <summary>The points so far.</summary>
    public List<RangeTestPoint> Points { get; } = [];

    /// <summary>Whether the last point says that higher rates are of no use.</summary>
    public bool IsOutOfHand { get; private set; }

    /// <summary>Adds the loss met at a rate, before the step with it.</summary>
    public void Add(double rate, double loss)
    {
        _mean = Smoothing * _mean + (1 - Smoothing) * loss;
        var smoothed = _mean / (1 - Math.Pow(Smoothing, Points.Count + 1));
        Points.Add(new(rate, loss, smoothed));
        _minimum = Math.Min(_minimum, smoothed);
        IsOutOfHand = !double.IsFinite(smoothed) || smoothed > RangeTest.OutOfHand * _minimum;
    }
}
