using TransferLab.Kernels.Matrix;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Winograd;

/// <summary>
/// U = G·g·Gᵀ of all filters, packed: [panel][frequency][channel read][2W channels written], frequencies <see cref="LineStride"/> apart. Backward the
/// filters are flipped, and the channels change places.
/// </summary>
internal unsafe struct WinogradWeights<S, V> where S : ISimd<V> where V : unmanaged
{
    private float* _weights;
    private nint _readStride, _writeStride;
    private bool _flips;

    /// <summary>Channels read, and channels written.</summary>
    public int Reads, Writes;

    /// <summary>The filters of a convolution, w [O,C,3,3].</summary>
    public static WinogradWeights<S, V> Forward(in ConvolutionShape s, float* w) => new()
    {
        _weights = w,
        Reads = s.InputChannels,
        Writes = s.OutputChannels,
        _readStride = 9,
        _writeStride = s.InputChannels * 9,
    };

    /// <summary>Those of its data gradient.</summary>
    public static WinogradWeights<S, V> Backward(in ConvolutionShape s, float* w) => new()
    {
        _weights = w,
        Reads = s.OutputChannels,
        Writes = s.InputChannels,
        _readStride = s.InputChannels * 9,
        _writeStride = 9,
        _flips = true,
    };

    /// <summary>Floats for so many channels.</summary>
    public static long Length(int reads, int writes) => BlockProduct<S, V>.Panels(writes) * WinogradTiles.Frequencies * Stride(reads);

    /// <summary>Floats from one frequency to the next.</summary>
    public static long Stride(int reads) => LineStride.Of((long)reads * MicroKernel<S, V>.Columns);

    /// <summary>Transforms all panels.</summary>
    public readonly void Pack(IParallel parallel, float* packed)
    {
        var body = new Body { Of = this, Packed = packed };
        parallel.For(BlockProduct<S, V>.Panels(Writes), ref body);
    }

    /// <summary>Transforms one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Transform(int panel, float* to)
    {
        const int P = WinogradTiles.Points;
        int width = MicroKernel<S, V>.Columns, column = panel * width, filled = Math.Min(width, Writes - column);
        var filters = stackalloc float[9 * width];
        new Span<float>(filters, 9 * width).Clear();
        var half = stackalloc float[P * 3 * S.Width];
        var stride = (nint)Stride(Reads);
        for (var read = 0; read < Reads; read++)
        {
            // A vector runs over the channels written, which lie a filter or more apart.
            for (var i = 0; i < filled; i++)
            {
                var filter = _weights + read * _readStride + (column + i) * _writeStride;
                for (var t = 0; t < 9; t++)
                    filters[t * width + i] = filter[_flips ? 8 - t : t];
            }
            for (var v = 0; v < width; v += S.Width)
            {
                for (var j = 0; j < 3; j++)
                    WinogradTransforms<S, V>.Weight(S.Load(filters + j * width + v), S.Load(filters + (3 + j) * width + v),
                        S.Load(filters + (6 + j) * width + v), half + j * S.Width, 3 * S.Width);
                var target = to + (long)read * width + v;
                for (var i = 0; i < P; i++)
                {
                    var g = half + i * 3 * S.Width;
                    WinogradTransforms<S, V>.Weight(S.Load(g), S.Load(g + S.Width), S.Load(g + 2 * S.Width), target + i * P * stride, stride);
                }
            }
        }
    }

    private struct Body : IParallelBody
    {
        public required WinogradWeights<S, V> Of;
        public required float* Packed;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]

        public readonly void Run(int part) => Of.Transform(part, Packed + part * WinogradTiles.Frequencies * Stride(Of.Reads));
    }
}
