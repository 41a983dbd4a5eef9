using System.Numerics.Tensors;

namespace TransferLab.Classifiers.Evaluation;

/// <summary>Turns logits into probabilities and losses without overflow. Rows follow one another: element (n, k) is at n·K + k.</summary>
internal static class Probabilities
{
    /// <summary>Softmax of each row: exp(x − max) / Σ exp(x − max).</summary>
    /// <param name="logits"><c>[N,K]</c>.</param>
    /// <param name="classes">K, 1 or more.</param>
    /// <param name="destination"><c>[N,K]</c>; may be the logits themselves.</param>
    public static void Softmax(ReadOnlySpan<float> logits, int classes, Span<float> destination)
    {
        CheckRows(logits.Length, classes);
        for (var start = 0; start < logits.Length; start += classes)
        {
            var to = destination.Slice(start, classes);
            var row = logits.Slice(start, classes);
            TensorPrimitives.Subtract(row, TensorPrimitives.Max(row), to);
            TensorPrimitives.Exp(to, to);
            TensorPrimitives.Multiply(to, 1f / TensorPrimitives.Sum(to), to);
        }
    }

    /// <summary>Sigmoid of each element: 1 / (1 + exp(−x)).</summary>
    /// <param name="logits">Any number of elements.</param>
    /// <param name="destination">As long as the logits; may be the logits themselves.</param>
    public static void Sigmoid(ReadOnlySpan<float> logits, Span<float> destination) => TensorPrimitives.Sigmoid(logits, destination);

    /// <summary>The negative log-likelihood of the true class under softmax: log Σ exp(x) − x[label], in nats, summed in float64.</summary>
    /// <param name="logits">One row, <c>[K]</c>.</param>
    /// <param name="label">The true class, 0 … K−1.</param>
    public static double CrossEntropy(ReadOnlySpan<float> logits, int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, logits.Length);
        double max = TensorPrimitives.Max(logits), sum = 0;
        foreach (var x in logits)
            sum += Math.Exp(x - max);
        return max + Math.Log(sum) - logits[label];
    }

    /// <summary>Binary cross-entropy under sigmoid, in nats: max(x, 0) − x·y + log(1 + exp(−|x|)).</summary>
    public static double BinaryCrossEntropy(float logit, bool isTrue)
    {
        double x = logit;
        return Math.Max(x, 0) - (isTrue ? x : 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
    }

    /// <summary>The classes with the highest scores, best first; equal scores in class order.</summary>
    /// <param name="scores">Logits or probabilities of one image, <c>[K]</c>.</param>
    /// <param name="count">How many; no more than K are returned.</param>
    public static int[] Top(ReadOnlySpan<float> scores, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var copy = scores.ToArray();
        var order = Enumerable.Range(0, copy.Length).ToArray();
        Array.Sort(order, (a, b) => copy[a] != copy[b] ? copy[b].CompareTo(copy[a]) : a.CompareTo(b));
        return order[..Math.Min(count, order.Length)];
    }

    internal static void CheckRows(int length, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (length % classes != 0)
            throw new ArgumentException($"{length} values are no whole number of rows of {classes}.", nameof(length));
    }

    /// <summary>Refuses rows that measure nothing.</summary>
    internal static void CheckFinite(ReadOnlySpan<float> row, long index)
    {
        foreach (var x in row)
            if (!float.IsFinite(x))
                throw new NotFiniteNumberException(
                    $"The model gives {x} for image {index}: it has diverged or its weights are damaged. Lower the learning rate and train again.", x);
    }
}
