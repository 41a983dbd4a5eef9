using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Winograd;

/// <summary>
/// The one-dimensional transforms of Winograd's F(4,3): 4 outputs of a filter with 3 taps by 6 multiplications instead of 12, y = Aᵀ[(G·g) ⊙ (Bᵀ·d)].
/// Interpolation points 0, ±1, ±2 and ∞ (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015); in two dimensions 36 products
/// instead of 144. The weight gradient is the exact adjoint: dg = Gᵀ[Σ (Bᵀ·d) ⊙ (A·dy)].
/// </summary>
internal static unsafe class WinogradTransforms<S, V> where S : ISimd<V> where V : unmanaged
{
    /// <summary>Bᵀ·d: 6 inputs to 6 points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(V d0, V d1, V d2, V d3, V d4, V d5, float* to, nint stride)
    {
        V four = S.Broadcast(4f), minusFour = S.Broadcast(-4f), minusFive = S.Broadcast(-5f);
        S.Store(S.MultiplyAdd(four, d0, S.MultiplyAdd(minusFive, d2, d4)), to);
        V even = S.MultiplyAdd(minusFour, d2, d4), odd = S.MultiplyAdd(minusFour, d1, d3);
        S.Store(S.Add(even, odd), to + stride);
        S.Store(S.Subtract(even, odd), to + 2 * stride);
        even = S.Subtract(d4, d2);
        odd = S.Subtract(d3, d1);
        odd = S.Add(odd, odd);
        S.Store(S.Add(even, odd), to + 3 * stride);
        S.Store(S.Subtract(even, odd), to + 4 * stride);
        S.Store(S.MultiplyAdd(four, d1, S.MultiplyAdd(minusFive, d3, d5)), to + 5 * stride);
    }

    /// <summary>G·g: 3 taps to 6 points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weight(V g0, V g1, V g2, float* to, nint stride)
    {
        V sixth = S.Broadcast(1f / 6);
        S.Store(S.Multiply(g0, S.Broadcast(1f / 4)), to);
        V even = S.Multiply(S.Add(g0, g2), S.Broadcast(-1f / 6)), odd = S.Multiply(g1, sixth);
        S.Store(S.Subtract(even, odd), to + stride);
        S.Store(S.Add(even, odd), to + 2 * stride);
        even = S.MultiplyAdd(g0, S.Broadcast(1f / 24), S.Multiply(g2, sixth));
        odd = S.Multiply(g1, S.Broadcast(1f / 12));
        S.Store(S.Add(even, odd), to + 3 * stride);
        S.Store(S.Subtract(even, odd), to + 4 * stride);
        S.Store(g2, to + 5 * stride);
    }

    /// <summary>Aᵀ·m: 6 points to 4 outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(V m0, V m1, V m2, V m3, V m4, V m5, float* to, nint stride)
    {
        V sum1 = S.Add(m1, m2), difference1 = S.Subtract(m1, m2), sum2 = S.Add(m3, m4), difference2 = S.Subtract(m3, m4);
        S.Store(S.Add(S.Add(m0, sum1), sum2), to);
        S.Store(S.MultiplyAdd(S.Broadcast(2f), difference2, difference1), to + stride);
        S.Store(S.MultiplyAdd(S.Broadcast(4f), sum2, sum1), to + 2 * stride);
        S.Store(S.Add(S.MultiplyAdd(S.Broadcast(8f), difference2, difference1), m5), to + 3 * stride);
    }

    /// <summary>A·dy: 4 output gradients to 6 points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputAdjoint(V y0, V y1, V y2, V y3, float* to, nint stride)
    {
        S.Store(y0, to);
        V even = S.Add(y0, y2), odd = S.Add(y1, y3);
        S.Store(S.Add(even, odd), to + stride);
        S.Store(S.Subtract(even, odd), to + 2 * stride);
        even = S.MultiplyAdd(S.Broadcast(4f), y2, y0);
        odd = S.MultiplyAdd(S.Broadcast(8f), y3, S.Add(y1, y1));
        S.Store(S.Add(even, odd), to + 3 * stride);
        S.Store(S.Subtract(even, odd), to + 4 * stride);
        S.Store(y3, to + 5 * stride);
    }

    /// <summary>Gᵀ·u: 6 points to 3 taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WeightAdjoint(V u0, V u1, V u2, V u3, V u4, V u5, float* to, nint stride)
    {
        V sixth = S.Broadcast(1f / 6), common = S.Multiply(S.Add(u1, u2), S.Broadcast(-1f / 6)), sum = S.Add(u3, u4);
        S.Store(S.MultiplyAdd(S.Broadcast(1f / 4), u0, S.MultiplyAdd(S.Broadcast(1f / 24), sum, common)), to);
        S.Store(S.MultiplyAdd(sixth, S.Subtract(u2, u1), S.Multiply(S.Subtract(u3, u4), S.Broadcast(1f / 12))), to + stride);
        S.Store(S.Add(S.MultiplyAdd(sixth, sum, common), u5), to + 2 * stride);
    }
}
