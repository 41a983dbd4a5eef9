using System.Runtime.Intrinsics;

namespace TransferLab.Optimizers;

/// <summary>Clipping by the global norm (Pascanu, Mikolov and Bengio 2013): g ← g · min(1, c / ‖g‖₂) over all tensors together.</summary>
internal static class GradientClipping
{
    /// <summary>The Euclidean norm, the root of <see cref="SumOfSquares"/>. Not finite when some element is not.</summary>
    public static double GlobalNorm(ReadOnlySpan<float> gradients) => Math.Sqrt(SumOfSquares(gradients));

    /// <summary>The squared Euclidean norm. Squares are summed in float64, in eight fixed lanes whatever the machine's
    /// vector length, so that the last bit is the same everywhere. Not finite when some element is not.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> gradients)
    {
        Vector512<double> even = default, odd = default;
        var i = 0;
        for (; i <= gradients.Length - 16; i += 16)
        {
            var (low, high) = Vector512.Widen(Vector512.Create(gradients.Slice(i, 16)));
            even += low * low;
            odd += high * high;
        }
        // Lane by lane: the order in which Vector512.Sum adds is the hardware's affair.
        var lanes = even + odd;
        var sum = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
            sum += lanes[lane];
        for (; i < gradients.Length; i++)
            sum += (double)gradients[i] * gradients[i];
        return sum;
    }

    /// <summary>The factor that brings a norm down to <paramref name="maximum"/>: 1 when it is not above it, or not finite (scaling cannot mend
    /// that).</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="maximum">More than 0.</param>
    public static float Factor(double norm, double maximum)
    {
        if (!(maximum > 0))
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The largest gradient norm must be more than 0.");
        return double.IsFinite(norm) && norm > maximum ? (float)(maximum / norm) : 1f;
    }
}
