using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Matrix;

/// <summary>
/// A block of rows times packed panels: 6 rows and 2 vectors at a time, finished by an epilogue while the results of a panel are in the first cache.
/// </summary>
internal static unsafe class BlockProduct<S, V> where S : ISimd<V> where V : unmanaged
{
    // Floats of A that a block of rows may take: 192 KB, which leaves room in a second cache of 512 KB for a panel of B and the results.
    private const int BlockFloats = 48 * 1024;

    // So many rows of a panel (16 KB with AVX2) stay in the first cache while the rows of A pass.
    private const int DepthBlock = 256;

    // Beyond so many rows a panel, which comes from the second cache once per block, costs nothing against its products.
    private const int MaxRows = 96;

    /// <summary>Rows of a block for a depth: whole tiles, 6 to 96.</summary>
    public static int Rows(int depth) => Math.Clamp(BlockFloats / Math.Max(depth, 1), MicroKernel<S, V>.MaxRows, MaxRows)
        / MicroKernel<S, V>.MaxRows * MicroKernel<S, V>.MaxRows;

    /// <summary>Panels for so many columns.</summary>
    public static int Panels(int columns) => (columns + MicroKernel<S, V>.Columns - 1) / MicroKernel<S, V>.Columns;

    /// <summary>Computes rows × the columns of some panels.</summary>
    /// <param name="rows">Rows of A.</param>
    /// <param name="depth">K.</param>
    /// <param name="a">Rows of A, <paramref name="rowStride"/> floats apart, K contiguous.</param>
    /// <param name="rowStride">Floats between rows.</param>
    /// <param name="panels">Packed panels, each [K,2W].</param>
    /// <param name="first">First panel.</param>
    /// <param name="end">Panel after the last.</param>
    /// <param name="columns">Columns of the whole result.</param>
    /// <param name="offsets">Where each row of the result begins.</param>
    /// <param name="y">The result.</param>
    /// <param name="epilogue">How values are finished.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int rows, int depth, float* a, nint rowStride, float* panels, int first, int end, int columns, long* offsets, float* y,
        in Epilogue epilogue)
    {
        var width = MicroKernel<S, V>.Columns;
        var products = stackalloc float[MaxRows * width];
        for (var panel = first; panel < end; panel++)
        {
            var b = panels + (long)panel * depth * width;
            // A depth of 0 is a result of zeros: a phase of a data gradient that no tap reaches.
            var k = 0;
            do
            {
                var length = Math.Min(DepthBlock, depth - k);
                for (var row = 0; row < rows; row += MicroKernel<S, V>.MaxRows)
                    MicroKernel<S, V>.Run(Math.Min(MicroKernel<S, V>.MaxRows, rows - row), length, a + row * rowStride + k, rowStride, 1, b + k * width,
                        products + row * width, width, accumulate: k > 0);
                k += length;
            }
            while (k < depth);
            var left = columns - panel * width;
            if (left >= width)
                Finish<Whole>(products, rows, offsets, panel * width, left, y, epilogue);
            else
                Finish<Partial>(products, rows, offsets, panel * width, left, y, epilogue);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<E>(float* products, int rows, long* offsets, int column, int left, float* y, in Epilogue epilogue) where E : IExtent
    {
        for (var r = 0; r < rows; r++, products += MicroKernel<S, V>.Columns)
        {
            var at = offsets[r] + column;
            epilogue.Store<S, V, E>(S.Load(products), y, at, column, left);
            if (E.IsWhole || left > S.Width)
                epilogue.Store<S, V, E>(S.Load(products + S.Width), y, at + S.Width, column + S.Width, left - S.Width);
        }
    }
}
