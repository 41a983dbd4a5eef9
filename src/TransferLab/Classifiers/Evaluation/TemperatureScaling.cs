namespace TransferLab.Classifiers.Evaluation;

/// <summary>Temperature scaling (Guo et al. 2017, "On calibration of modern neural networks"): the one number T by
/// which logits are divided so that probabilities mean what they say. It minimises the mean negative log-likelihood,
/// which is convex in 1/T, and changes no ranking of an image's labels.</summary>
internal static class TemperatureScaling
{
    /// <summary>Fewer images say too little: T stays 1.</summary>
    public const int LeastImages = 10;
    /// <summary>The largest T; the smallest is its inverse. An optimum beyond (every answer right, or logits that say nothing) has no meaning, and T stays
    /// 1.</summary>
    public const double Largest = 20;
    private const int Iterations = 100;
    private const double Accuracy = 1e-10;

    /// <summary>Fits T for exclusive classes.</summary>
    /// <param name="logits">Logits <c>[N,K]</c>.</param>
    /// <param name="labels">True classes <c>[N]</c>, each 0 … K−1.</param>
    /// <param name="classes">K, 1 or more.</param>
    /// <returns>T, above 0; 1 where nothing can be said.</returns>
    public static double FitSoftmax(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        Probabilities.CheckRows(logits.Length, classes);
        if (labels.Length != logits.Length / classes)
            throw new ArgumentException($"There are {logits.Length / classes} rows of logits, but {labels.Length} labels.", nameof(labels));
        var (x, y) = (logits.ToArray(), labels.ToArray());
        return Minimize(y.Length, inverse =>
        {
            // d/dβ of log Σ exp(βx) − βx_y: the mean of x under softmax less x_y; the second derivative is the variance.
            double slope = 0, curvature = 0;
            for (var n = 0; n < y.Length; n++)
            {
                var row = x.AsSpan(n * classes, classes);
                double max = System.Numerics.Tensors.TensorPrimitives.Max<float>(row), sum = 0, first = 0, second = 0;
                foreach (var value in row)
                {
                    // Shifted by the maximum, which leaves slope and variance as they are and keeps exp and cancellation small.
                    double shifted = value - max, e = Math.Exp(inverse * shifted);
                    sum += e;
                    first += e * shifted;
                    second += e * shifted * shifted;
                }
                var mean = first / sum;
                slope += mean - (row[y[n]] - max);
                curvature += (second / sum) - (mean * mean);
            }
            return (slope, curvature);
        });
    }

    /// <summary>Fits one T for independent labels.</summary>
    /// <param name="logits">Logits <c>[N,K]</c>.</param>
    /// <param name="targets">Truth <c>[N,K]</c>, 0 or 1.</param>
    /// <param name="classes">K, 1 or more.</param>
    /// <returns>T, above 0; 1 where nothing can be said.</returns>
    public static double FitSigmoid(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, int classes)
    {
        Probabilities.CheckRows(logits.Length, classes);
        if (targets.Length != logits.Length)
            throw new ArgumentException($"There are {logits.Length} logits, but {targets.Length} targets.", nameof(targets));
        var (x, y) = (logits.ToArray(), targets.ToArray());
        return Minimize(x.Length / classes, inverse =>
        {
            double slope = 0, curvature = 0;
            for (var i = 0; i < x.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-inverse * x[i]));
                slope += (p - y[i]) * x[i];
                curvature += p * (1 - p) * x[i] * x[i];
            }
            return (slope, curvature);
        });
    }

    // Newton's method on the derivative, within a bracket that bisection narrows where Newton would leave it.
    private static double Minimize(int images, Func<double, (double Slope, double Curvature)> derivative)
    {
        const double low = 1 / Largest;
        if (images < LeastImages || !(derivative(low).Slope < 0) || !(derivative(Largest).Slope > 0))
            return 1;
        var (from, to, inverse) = (low, Largest, 1.0);
        for (var i = 0; i < Iterations; i++)
        {
            var (slope, curvature) = derivative(inverse);
            if (slope < 0)
                from = inverse;
            else
                to = inverse;
            var next = inverse - (slope / curvature);
            if (!(next > from && next < to))
                next = Math.Sqrt(from * to);
            if (Math.Abs(next - inverse) <= Accuracy * inverse)
                return 1 / next;
            inverse = next;
        }
        return 1 / inverse;
    }
}
