using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Activations;

/// <summary>
/// Matrices turned over, which is what lies between channels first, [N,C,P], and channels last, [N,P,C]. Squares of 8×8 go through registers, in
/// strips whose lines stay in the first cache; what is left over goes number by number.
/// </summary>
internal static unsafe class Transposition<S, V> where S : ISimd<V> where V : unmanaged
{
    private const int Strip = 64;

    /// <summary>[B,R,C] to [B,C,R].</summary>
    public static void Run(IParallel parallel, float* x, float* y, int batch, int rows, int columns)
    {
        var strips = (columns + Strip - 1) / Strip;
        var body = new Body { X = x, Y = y, Rows = rows, Columns = columns, Strips = strips };
        parallel.For(batch * strips, ref body);
    }

    private struct Body : IParallelBody
    {
        public required float* X, Y;
        public required int Rows, Columns, Strips;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var (matrix, strip) = Math.DivRem(part, Strips);
            float* x = X + (long)matrix * Rows * Columns, y = Y + (long)matrix * Rows * Columns;
            int first = strip * Strip, end = Math.Min(first + Strip, Columns);
            // Vectors of 4 have no such square; the width stands for the path, so that it is tested as it runs elsewhere.
            var square = S.Width >= 8 && Avx.IsSupported;
            int wholeRows = square ? Rows & ~7 : 0, wholeEnd = square ? first + ((end - first) & ~7) : first;
            for (var r = 0; r < wholeRows; r += 8)
                for (var c = first; c < wholeEnd; c += 8)
                    Square(x + (long)r * Columns + c, Columns, y + (long)c * Rows + r, Rows);
            for (var r = 0; r < Rows; r++)
                for (var c = r < wholeRows ? wholeEnd : first; c < end; c++)
                    y[(long)c * Rows + r] = x[(long)r * Columns + c];
        }
    }

    /// <summary>8×8: pairs of rows, then pairs of pairs, then halves change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float* x, nint ldx, float* y, nint ldy)
    {
        Vector256<float> a0 = Vector256.Load(x), a1 = Vector256.Load(x + ldx), a2 = Vector256.Load(x + 2 * ldx), a3 = Vector256.Load(x + 3 * ldx),
            a4 = Vector256.Load(x + 4 * ldx), a5 = Vector256.Load(x + 5 * ldx), a6 = Vector256.Load(x + 6 * ldx), a7 = Vector256.Load(x + 7 * ldx);
        Vector256<float> t0 = Avx.UnpackLow(a0, a1), t1 = Avx.UnpackHigh(a0, a1), t2 = Avx.UnpackLow(a2, a3), t3 = Avx.UnpackHigh(a2, a3),
            t4 = Avx.UnpackLow(a4, a5), t5 = Avx.UnpackHigh(a4, a5), t6 = Avx.UnpackLow(a6, a7), t7 = Avx.UnpackHigh(a6, a7);
        a0 = Avx.Shuffle(t0, t2, 0x44);
        a1 = Avx.Shuffle(t0, t2, 0xEE);
        a2 = Avx.Shuffle(t1, t3, 0x44);
        a3 = Avx.Shuffle(t1, t3, 0xEE);
        a4 = Avx.Shuffle(t4, t6, 0x44);
        a5 = Avx.Shuffle(t4, t6, 0xEE);
        a6 = Avx.Shuffle(t5, t7, 0x44);
        a7 = Avx.Shuffle(t5, t7, 0xEE);
        Avx.Permute2x128(a0, a4, 0x20).Store(y);
        Avx.Permute2x128(a1, a5, 0x20).Store(y + ldy);
        Avx.Permute2x128(a2, a6, 0x20).Store(y + 2 * ldy);
        Avx.Permute2x128(a3, a7, 0x20).Store(y + 3 * ldy);
        Avx.Permute2x128(a0, a4, 0x31).Store(y + 4 * ldy);
        Avx.Permute2x128(a1, a5, 0x31).Store(y + 5 * ldy);
        Avx.Permute2x128(a2, a6, 0x31).Store(y + 6 * ldy);
        Avx.Permute2x128(a3, a7, 0x31).Store(y + 7 * ldy);
    }
}
