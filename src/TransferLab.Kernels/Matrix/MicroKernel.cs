using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Matrix;

/// <summary>Rows that a micro-kernel computes; a constant to the JIT.</summary>
internal interface IRows
{
    static abstract int Count { get; }
}

internal readonly struct Rows1 : IRows { public static int Count => 1; }
internal readonly struct Rows2 : IRows { public static int Count => 2; }
internal readonly struct Rows3 : IRows { public static int Count => 3; }
internal readonly struct Rows4 : IRows { public static int Count => 4; }
internal readonly struct Rows5 : IRows { public static int Count => 5; }
internal readonly struct Rows6 : IRows { public static int Count => 6; }

/// <summary>
/// The inner loop of every matrix product: C [R, 2W] = A [R, K] · B [K, 2W], R up to 6, W floats in a vector.
/// </summary>
/// <remarks>
/// 6 rows of 2 vectors keep 12 sums in registers, with 2 for B and 1 for A: 15 of the 16 that AVX2 has. A multiply-add takes 4 cycles and two begin
/// in each, so at least 8 sums must be under way; 12 are. A step of K loads 2 vectors of B and 6 numbers of A for 12 multiply-adds, 8 loads in 6
/// cycles where 12 fit. With AVX-512 the same shape has vectors twice as wide.
/// </remarks>
internal static unsafe class MicroKernel<S, V> where S : ISimd<V> where V : unmanaged
{
    /// <summary>Most rows at once.</summary>
    public const int MaxRows = 6;

    /// <summary>Columns of C and of a panel of B, 2W.</summary>
    public static int Columns => 2 * S.Width;

    /// <summary>Computes 1 to 6 rows.</summary>
    /// <param name="rows">R.</param>
    /// <param name="depth">K, 0 or more.</param>
    /// <param name="a">A; element (r,k) lies at <c>r*rowStride + k*depthStride</c>.</param>
    /// <param name="rowStride">Floats from row to row.</param>
    /// <param name="depthStride">Floats from one k to the next.</param>
    /// <param name="b">A packed panel, [K,2W].</param>
    /// <param name="c">C, with <paramref name="ldc"/> floats from row to row.</param>
    /// <param name="ldc">Row stride of C.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(int rows, int depth, float* a, nint rowStride, nint depthStride, float* b, float* c, nint ldc, bool accumulate)
    {
        switch (rows)
        {
            case 6: Run<Rows6>(depth, a, rowStride, depthStride, b, c, ldc, accumulate); break;
            case 5: Run<Rows5>(depth, a, rowStride, depthStride, b, c, ldc, accumulate); break;
            case 4: Run<Rows4>(depth, a, rowStride, depthStride, b, c, ldc, accumulate); break;
            case 3: Run<Rows3>(depth, a, rowStride, depthStride, b, c, ldc, accumulate); break;
            case 2: Run<Rows2>(depth, a, rowStride, depthStride, b, c, ldc, accumulate); break;
            default: Run<Rows1>(depth, a, rowStride, depthStride, b, c, ldc, accumulate); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<R>(int depth, float* a, nint rowStride, nint depthStride, float* b, float* c, nint ldc, bool accumulate) where R : struct, IRows
    {
        V c00 = S.Zero, c01 = S.Zero, c10 = S.Zero, c11 = S.Zero, c20 = S.Zero, c21 = S.Zero;
        V c30 = S.Zero, c31 = S.Zero, c40 = S.Zero, c41 = S.Zero, c50 = S.Zero, c51 = S.Zero;
        // Three rows by one pointer: the strides 0, r and 2r are addressing modes of the processor.
        var a3 = a + 3 * rowStride;
        for (; depth > 0; depth--)
        {
            V b0 = S.Load(b), b1 = S.Load(b + S.Width);
            var t = S.Broadcast(a[0]);
            c00 = S.MultiplyAdd(t, b0, c00);
            c01 = S.MultiplyAdd(t, b1, c01);
            if (R.Count > 1)
            {
                t = S.Broadcast(a[rowStride]);
                c10 = S.MultiplyAdd(t, b0, c10);
                c11 = S.MultiplyAdd(t, b1, c11);
            }
            if (R.Count > 2)
            {
                t = S.Broadcast(a[2 * rowStride]);
                c20 = S.MultiplyAdd(t, b0, c20);
                c21 = S.MultiplyAdd(t, b1, c21);
            }
            if (R.Count > 3)
            {
                t = S.Broadcast(a3[0]);
                c30 = S.MultiplyAdd(t, b0, c30);
                c31 = S.MultiplyAdd(t, b1, c31);
            }
            if (R.Count > 4)
            {
                t = S.Broadcast(a3[rowStride]);
                c40 = S.MultiplyAdd(t, b0, c40);
                c41 = S.MultiplyAdd(t, b1, c41);
            }
            if (R.Count > 5)
            {
                t = S.Broadcast(a3[2 * rowStride]);
                c50 = S.MultiplyAdd(t, b0, c50);
                c51 = S.MultiplyAdd(t, b1, c51);
            }
            a += depthStride;
            a3 += depthStride;
            b += 2 * S.Width;
        }
        Finish(c00, c01, c, accumulate);
        if (R.Count > 1)
            Finish(c10, c11, c + ldc, accumulate);
        if (R.Count > 2)
            Finish(c20, c21, c + 2 * ldc, accumulate);
        if (R.Count > 3)
            Finish(c30, c31, c + 3 * ldc, accumulate);
        if (R.Count > 4)
            Finish(c40, c41, c + 4 * ldc, accumulate);
        if (R.Count > 5)
            Finish(c50, c51, c + 5 * ldc, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(V left, V right, float* c, bool accumulate)
    {
        if (accumulate)
            (left, right) = (S.Add(S.Load(c), left), S.Add(S.Load(c + S.Width), right));
        S.Store(left, c);
        S.Store(right, c + S.Width);
    }
}
