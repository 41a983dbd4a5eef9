using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Winograd;

/// <summary>
/// The output of a 3×3 convolution with stride 1, cut into tiles of 4×4; each reads 6×6 of the input. Tiles are numbered over pictures, rows and columns;
/// those at the right and lower edge may reach beyond the picture.
/// </summary>
internal unsafe struct WinogradTiles
{
    /// <summary>Outputs of a tile in each direction.</summary>
    public const int Size = 4;

    /// <summary>Points of a tile in each direction, Size + 3 − 1.</summary>
    public const int Points = 6;

    /// <summary>Points of a tile.</summary>
    public const int Frequencies = Points * Points;

    public required int Height, Width, OutputHeight, OutputWidth, PadTop, PadLeft, Batch;

    public readonly int Columns => (OutputWidth + Size - 1) / Size;

    public readonly int Rows => (OutputHeight + Size - 1) / Size;

    public readonly int Count => checked(Batch * Rows * Columns);

    /// <summary>The tiles of a convolution.</summary>
    public static WinogradTiles Forward(in ConvolutionShape s) => new()
    {
        Batch = s.Batch,
        Height = s.Height,
        Width = s.Width,
        OutputHeight = s.OutputHeight,
        OutputWidth = s.OutputWidth,
        PadTop = s.PadTop,
        PadLeft = s.PadLeft,
    };

    /// <summary>The tiles of the convolution of dy with flipped filters that gives dx.</summary>
    public static WinogradTiles Backward(in ConvolutionShape s) => new()
    {
        Batch = s.Batch,
        Height = s.OutputHeight,
        Width = s.OutputWidth,
        OutputHeight = s.Height,
        OutputWidth = s.Width,
        PadTop = 2 - s.PadTop,
        PadLeft = 2 - s.PadLeft,
    };

    public readonly void Locate(int tile, out int picture, out int row, out int column)
    {
        (var rest, column) = Math.DivRem(tile, Columns);
        (picture, row) = Math.DivRem(rest, Rows);
        row *= Size;
        column *= Size;
    }
}

/// <summary>The transforms of whole tiles, all channels of one after another.</summary>
internal static unsafe class TileTransforms<S, V> where S : ISimd<V> where V : unmanaged
{
    /// <summary>Bᵀ·d·B of the 6×6 inputs of a tile: frequency f, channel c to <c>to[f*stride + c]</c>, whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(in WinogradTiles tiles, float* x, int channels, int tile, float* zeros, float* to, nint stride)
    {
        tiles.Locate(tile, out var picture, out var row, out var column);
        const int P = WinogradTiles.Points;
        var at = stackalloc float*[P * P];
        for (var i = 0; i < P; i++)
            for (var j = 0; j < P; j++)
            {
                int h = row - tiles.PadTop + i, v = column - tiles.PadLeft + j;
                at[i * P + j] = (uint)h < tiles.Height && (uint)v < tiles.Width
                    ? x + (((long)picture * tiles.Height + h) * tiles.Width + v) * channels
                    : zeros;
            }
        var half = stackalloc float[P * P * S.Width];
        var c = 0;
        for (; c + S.Width <= channels; c += S.Width)
            Input<Whole>(at, c, channels - c, half, to + c, stride);
        if (c < channels)
            Input<Partial>(at, c, channels - c, half, to + c, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input<E>(float** at, int c, int left, float* half, float* to, nint stride) where E : IExtent
    {
        const int P = WinogradTiles.Points;
        for (var j = 0; j < P; j++)
            WinogradTransforms<S, V>.Input(Load<E>(at[j], c, left), Load<E>(at[P + j], c, left), Load<E>(at[2 * P + j], c, left),
                Load<E>(at[3 * P + j], c, left), Load<E>(at[4 * P + j], c, left), Load<E>(at[5 * P + j], c, left), half + j * S.Width, P * S.Width);
        for (var i = 0; i < P; i++, half += P * S.Width, to += P * stride)
            WinogradTransforms<S, V>.Input(S.Load(half), S.Load(half + S.Width), S.Load(half + 2 * S.Width), S.Load(half + 3 * S.Width),
                S.Load(half + 4 * S.Width), S.Load(half + 5 * S.Width), to, stride);
    }

    /// <summary>Aᵀ·m·A of some channels of a tile, finished and stored where the tile lies in the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(in WinogradTiles tiles, float* m, nint stride, int channel, int end, int channels, int tile, float* y, in Epilogue epilogue)
    {
        tiles.Locate(tile, out var picture, out var row, out var column);
        const int P = WinogradTiles.Points, T = WinogradTiles.Size;
        int rows = Math.Min(T, tiles.OutputHeight - row), columns = Math.Min(T, tiles.OutputWidth - column);
        var half = stackalloc float[T * P * S.Width];
        var done = stackalloc float[T * S.Width];
        var at = (((long)picture * tiles.OutputHeight + row) * tiles.OutputWidth + column) * channels + channel;
        var line = (long)tiles.OutputWidth * channels;
        for (end = Math.Min(end, channels); channel < end; channel += S.Width, m += S.Width, at += S.Width)
            if (channels - channel >= S.Width)
                Output<Whole>(m, stride, rows, columns, half, done, y, at, line, channel, channels, epilogue);
            else
                Output<Partial>(m, stride, rows, columns, half, done, y, at, line, channel, channels, epilogue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Output<E>(float* m, nint stride, int rows, int columns, float* half, float* done, float* y, long at, long line, int channel,
        int channels, in Epilogue epilogue) where E : IExtent
    {
        const int P = WinogradTiles.Points;
        for (var j = 0; j < P; j++, m += stride)
            WinogradTransforms<S, V>.Output(S.Load(m), S.Load(m + P * stride), S.Load(m + 2 * P * stride), S.Load(m + 3 * P * stride),
                S.Load(m + 4 * P * stride), S.Load(m + 5 * P * stride), half + j * S.Width, P * S.Width);
        for (var i = 0; i < rows; i++, half += P * S.Width, at += line)
        {
            WinogradTransforms<S, V>.Output(S.Load(half), S.Load(half + S.Width), S.Load(half + 2 * S.Width), S.Load(half + 3 * S.Width),
                S.Load(half + 4 * S.Width), S.Load(half + 5 * S.Width), done, S.Width);
            for (var j = 0; j < columns; j++)
                epilogue.Store<S, V, E>(S.Load(done + j * S.Width), y, at + j * channels, channel, channels - channel);
        }
    }

    /// <summary>A·dy·Aᵀ of the 4×4 output gradients of a tile into panels: channel c of frequency f to <c>to[(c/2W)*panel + f*stride + c%2W]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint(in WinogradTiles tiles, float* dy, int channels, int tile, float* zeros, float* to, nint stride, nint panel)
    {
        tiles.Locate(tile, out var picture, out var row, out var column);
        const int P = WinogradTiles.Points, T = WinogradTiles.Size;
        var at = stackalloc float*[T * T];
        for (var i = 0; i < T; i++)
            for (var j = 0; j < T; j++)
                at[i * T + j] = row + i < tiles.OutputHeight && column + j < tiles.OutputWidth
                    ? dy + (((long)picture * tiles.OutputHeight + row + i) * tiles.OutputWidth + column + j) * channels
                    : zeros;
        var half = stackalloc float[P * T * S.Width];
        for (var c = 0; c < channels; c += S.Width)
        {
            var target = to + c / (2 * S.Width) * panel + c % (2 * S.Width);
            if (channels - c >= S.Width)
                OutputAdjoint<Whole>(at, c, channels - c, half, target, stride);
            else
                OutputAdjoint<Partial>(at, c, channels - c, half, target, stride);
        }
        // The half of a last panel that no channel fills.
        if (channels % (2 * S.Width) is > 0 and var rest && rest <= S.Width)
            for (var f = 0; f < WinogradTiles.Frequencies; f++)
                S.Store(S.Zero, to + channels / (2 * S.Width) * panel + f * stride + S.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputAdjoint<E>(float** at, int c, int left, float* half, float* to, nint stride) where E : IExtent
    {
        const int P = WinogradTiles.Points, T = WinogradTiles.Size;
        for (var j = 0; j < T; j++)
            WinogradTransforms<S, V>.OutputAdjoint(Load<E>(at[j], c, left), Load<E>(at[T + j], c, left), Load<E>(at[2 * T + j], c, left),
                Load<E>(at[3 * T + j], c, left), half + j * S.Width, T * S.Width);
        for (var i = 0; i < P; i++, half += T * S.Width, to += P * stride)
            WinogradTransforms<S, V>.OutputAdjoint(S.Load(half), S.Load(half + S.Width), S.Load(half + 2 * S.Width), S.Load(half + 3 * S.Width), to, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<E>(float* position, int channel, int left) where E : IExtent => Lanes<S, V>.Load<E>(position + channel, left);
}
