namespace TransferLab.Training.LearningRates;

/// <summary>Reads a learning rate off the curve of a range test: where the smoothed loss falls most steeply over the logarithm of the rate.</summary>
internal static class RatePicker
{
    // Points on either side that a slope is fitted over: less follows the noise of single batches.
    private const int Reach = 4;

    // A fall of the smoothed loss smaller than this share of it is noise.
    private const double LeastFall = 0.01;

    private const double Margin = 0.1;

    /// <summary>The rate of the steepest fall; where the loss does not fall, the usual rate, but well below where the loss begins to rise.</summary>
    /// <param name="points">The curve.</param>
    /// <param name="usual">The rate a phase has when nothing is said.</param>
    /// <param name="found">Whether the loss falls.</param>
    public static double Pick(IReadOnlyList<RangeTestPoint> points, double usual, out bool found)
    {
        var steepest = Steepest(points);
        found = steepest is not null;
        return steepest ?? Math.Min(usual, Margin * RiseOf(points));
    }

    // The first rate at which the loss has risen by a tenth, infinite where it never does.
    private static double RiseOf(IReadOnlyList<RangeTestPoint> points)
    {
        var lowest = double.PositiveInfinity;
        foreach (var point in points)
        {
            lowest = Math.Min(lowest, point.SmoothedLoss);
            if (!(point.SmoothedLoss <= 1.1 * lowest))
                return point.Rate;
        }
        return double.PositiveInfinity;
    }

    /// <summary>The rate of the steepest fall; null when the loss does not fall.</summary>
    public static double? Steepest(IReadOnlyList<RangeTestPoint> points)
    {
        RangeTestPoint[] finite = [.. points.TakeWhile(p => double.IsFinite(p.SmoothedLoss))];
        if (finite.Length < 2 * Reach + 1)
            return null;
        // Past the minimum the loss may fall again out of a spike: that is no learning.
        var bottom = Enumerable.Range(0, finite.Length).MinBy(i => finite[i].SmoothedLoss);
        if (finite[..(bottom + 1)].Max(p => p.SmoothedLoss) * (1 - LeastFall) < finite[bottom].SmoothedLoss)
            return null;
        var (best, steepest) = (-1, 0.0);
        for (var i = Reach; i <= bottom && i < finite.Length - Reach; i++)
        {
            var slope = Slope(finite.AsSpan(i - Reach, 2 * Reach + 1));
            if (slope < steepest)
                (best, steepest) = (i, slope);
        }
        return best < 0 ? null : finite[best].Rate;
    }

    // Least squares over equally spaced logarithms: the spacing only scales all slopes alike.
    private static double Slope(ReadOnlySpan<RangeTestPoint> points)
    {
        var sum = 0.0;
        for (var i = 0; i < points.Length; i++)
            sum += (i - Reach) * points[i].SmoothedLoss;
        return sum;
    }
}
