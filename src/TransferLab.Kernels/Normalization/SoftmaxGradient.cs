using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Normalization;

/// <summary>dx = y·(dy − Σ dy·y) over each row of y [rows, K], the gradient of a softmax y over rows.</summary>
internal static unsafe class SoftmaxGradient<S, V> where S : ISimd<V> where V : unmanaged
{
    // Numbers of a part, about.
    private const int Chunk = 16 * 1024;

    public static void Run(IParallel parallel, float* dy, float* y, int rows, int length, float* dx)
    {
        var partRows = Math.Max(1, Chunk / length);
        var body = new Body { Dy = dy, Y = y, Dx = dx, Rows = rows, Length = length, PartRows = partRows };
        parallel.For((rows + partRows - 1) / partRows, ref body);
    }

    private struct Body : IParallelBody
    {
        public required float* Dy, Y, Dx;
        public required int Rows, Length, PartRows;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var end = Math.Min((part + 1) * PartRows, Rows);
            var whole = Length - Length % S.Width;
            for (var row = part * PartRows; row < end; row++)
            {
                float* dy = Dy + (long)row * Length, y = Y + (long)row * Length, dx = Dx + (long)row * Length;
                var sum = S.Zero;
                for (var k = 0; k < whole; k += S.Width)
                    sum = S.MultiplyAdd(S.Load(dy + k), S.Load(y + k), sum);
                var total = S.Sum(sum);
                for (var k = whole; k < Length; k++)
                    total += dy[k] * y[k];
                var shift = S.Broadcast(total);
                for (var k = 0; k < whole; k += S.Width)
                    S.Store(S.Multiply(S.Load(y + k), S.Subtract(S.Load(dy + k), shift)), dx + k);
                for (var k = whole; k < Length; k++)
                    dx[k] = y[k] * (dy[k] - total);
            }
        }
    }
}
