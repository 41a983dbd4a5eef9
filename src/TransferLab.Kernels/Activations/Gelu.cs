using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Activations;

/// <summary>
/// GELU (Hendrycks and Gimpel 2016), y = x·Φ(x) with the normal distribution Φ, and its gradient dy·(Φ(x) + x·φ(x)).
/// </summary>
/// <remarks>
/// Φ(−|x|) = ½·t·P(t)·e^(−x²/2) with t = 1/(1 + p·|x|/√2), by Abramowitz and Stegun 7.1.26: 7.5e-8 off at most, half a unit in the last place of 1.
/// The exponential is the one that φ needs too.
/// </remarks>
internal static unsafe class Gelu<S, V> where S : ISimd<V> where V : unmanaged
{
    private const int Chunk = 16 * 1024;

    private const float P = 0.3275911f, A1 = 0.254829592f, A2 = -0.284496736f, A3 = 1.421413741f, A4 = -1.453152027f, A5 = 1.061405429f;

    /// <summary>y = x·Φ(x).</summary>
    public static void Forward(IParallel parallel, float* x, float* y, long count) => Run(parallel, null, x, y, count);

    /// <summary>dx = dy·(Φ(x) + x·φ(x)).</summary>
    public static void Gradient(IParallel parallel, float* dy, float* x, float* dx, long count) => Run(parallel, dy, x, dx, count);

    private static void Run(IParallel parallel, float* dy, float* x, float* result, long count)
    {
        var body = new Body { Dy = dy, X = x, Result = result, Count = count };
        parallel.For(checked((int)((count + Chunk - 1) / Chunk)), ref body);
    }

    private struct Body : IParallelBody
    {
        public required float* Dy, X, Result;
        public required long Count;

        public readonly void Run(int part)
        {
            var first = (long)part * Chunk;
            var count = (int)Math.Min(Chunk, Count - first);
            if (Dy == null)
                Values(X + first, Result + first, count);
            else
                Gradients(Dy + first, X + first, Result + first, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Values(float* x, float* y, int count)
    {
        var i = 0;
        for (; i + S.Width <= count; i += S.Width)
            S.Store(Value(S.Load(x + i)), y + i);
        if (i < count)
            Lanes<S, V>.Store<Partial>(Value(Lanes<S, V>.Load<Partial>(x + i, count - i)), y + i, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradients(float* dy, float* x, float* dx, int count)
    {
        var i = 0;
        for (; i + S.Width <= count; i += S.Width)
            S.Store(S.Multiply(S.Load(dy + i), Slope(S.Load(x + i))), dx + i);
        if (i < count)
            Lanes<S, V>.Store<Partial>(S.Multiply(Lanes<S, V>.Load<Partial>(dy + i, count - i), Slope(Lanes<S, V>.Load<Partial>(x + i, count - i))), dx + i,
                count - i);
    }

    // x·Φ(x) = max(x, 0) − |x|·Φ(−|x|) for either sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Value(V x)
    {
        var size = S.Max(S.Subtract(S.Zero, x), x);
        return S.Subtract(S.Max(S.Zero, x), S.Multiply(size, Tail(x, size, out _)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Slope(V x)
    {
        var tail = Tail(x, S.Max(S.Subtract(S.Zero, x), x), out var bell);
        // Φ(x) is the tail for negative x, and 1 − tail for positive.
        var phi = S.Add(tail, S.Between(S.MultiplyAdd(S.Broadcast(-2), tail, S.Broadcast(1)), x, S.Zero, S.Broadcast(float.PositiveInfinity)));
        return S.MultiplyAdd(S.Multiply(x, S.Broadcast(0.39894228f)), bell, phi);
    }

    /// <summary>Φ(−|x|), and e^(−x²/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Tail(V x, V size, out V bell)
    {
        bell = Exponential<S, V>.Of(S.Multiply(S.Multiply(x, x), S.Broadcast(-0.5f)));
        var t = S.Divide(S.Broadcast(1), S.MultiplyAdd(size, S.Broadcast(P * 0.70710678f), S.Broadcast(1)));
        var p = S.MultiplyAdd(t, S.Broadcast(0.5f * A5), S.Broadcast(0.5f * A4));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.5f * A3));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.5f * A2));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.5f * A1));
        return S.Multiply(S.Multiply(p, t), bell);
    }
}
