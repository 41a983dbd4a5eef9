using TransferLab.Kernels.Matrix;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Winograd;

/// <summary>
/// U = G·g·Gᵀ of all filters, packed: [panel][frequency][channel read][2W channels written]. Backward the filters are flipped, and the channels change
/// places.
/// </summary>
internal unsafe struct WinogradWeights<S, V> : IParallelBody where S : ISimd<V> where V : unmanaged
{
    /// <summary>[O,C,3,3].</summary>
    public required float* Weights;
    public required int Reads, Writes;
    public required nint ReadStride, WriteStride;
    public required bool Flips;
    public required float* Packed;

    /// <summary>Floats for so many channels.</summary>
    public static long Length(int reads, int writes) =>
        (long)BlockProduct<S, V>.Panels(writes) * WinogradTiles.Frequencies * reads * MicroKernel<S, V>.Columns;

    /// <summary>Transforms the weights of a convolution, or those of its data gradient.</summary>
    public static void Pack(IParallel parallel, in ConvolutionShape s, float* w, bool backward, float* packed)
    {
        var body = new WinogradWeights<S, V>
        {
            Weights = w, Packed = packed, Flips = backward,
            Reads = backward ? s.OutputChannels : s.InputChannels, Writes = backward ? s.InputChannels : s.OutputChannels,
            ReadStride = backward ? s.InputChannels * 9 : 9, WriteStride = backward ? 9 : s.InputChannels * 9,
        };
        parallel.For(BlockProduct<S, V>.Panels(body.Writes), ref body);
    }

    /// <summary>Transforms one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int part)
    {
        const int P = WinogradTiles.Points;
        int width = MicroKernel<S, V>.Columns, column = part * width, filled = Math.Min(width, Writes - column);
        var filters = stackalloc float[9 * width];
        new Span<float>(filters, 9 * width).Clear();
        var half = stackalloc float[P * 3 * S.Width];
        nint stride = (nint)Reads * width;
        for (var read = 0; read < Reads; read++)
        {
            // A vector runs over the channels written, which lie a filter or more apart.
            for (var i = 0; i < filled; i++)
            {
                var filter = Weights + read * ReadStride + (column + i) * WriteStride;
                for (var t = 0; t < 9; t++)
                    filters[t * width + i] = filter[Flips ? 8 - t : t];
            }
            for (var v = 0; v < width; v += S.Width)
            {
                for (var j = 0; j < 3; j++)
                    WinogradTransforms<S, V>.Weight(S.Load(filters + j * width + v), S.Load(filters + (3 + j) * width + v),
                        S.Load(filters + (6 + j) * width + v), half + j * S.Width, 3 * S.Width);
                var to = Packed + ((long)part * WinogradTiles.Frequencies * Reads + read) * width + v;
                for (var i = 0; i < P; i++)
                {
                    var g = half + i * 3 * S.Width;
                    WinogradTransforms<S, V>.Weight(S.Load(g), S.Load(g + S.Width), S.Load(g + 2 * S.Width), to + i * P * stride, stride);
                }
            }
        }
    }
}
