namespace TransferLab.Kernels.Matrix;

/// <summary>
/// Weights [O,C/g,taps] of one group as panels for a product: rows (tap, channel read), columns the channels written. Forward reads input channels and
/// writes output channels; the data gradient the other way round. Columns beyond the last are zeros.
/// </summary>
internal unsafe struct WeightPanels : IParallelBody
{
    // So many rows of a panel stay in the first cache while they are filled column by column.
    private const int Rows = 128;

    /// <summary>Weights of the group.</summary>
    public required float* Weights;

    /// <summary>Floats from one channel read to the next.</summary>
    public required nint ReadStride;

    /// <summary>Floats from one channel written to the next.</summary>
    public required nint WriteStride;

    /// <summary>The taps taken, as offsets in a filter.</summary>
    public required int* Taps;

    public required int TapCount;

    /// <summary>Channels read.</summary>
    public required int Reads;

    /// <summary>Channels written.</summary>
    public required int Writes;

    /// <summary>Columns of a panel.</summary>
    public required int Width;

    public required float* Panels;

    /// <summary>Rows of a panel.</summary>
    public readonly int Depth => TapCount * Reads;

    public readonly int PanelCount => (Writes + Width - 1) / Width;

    /// <summary>Packs one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int part)
    {
        var panel = Panels + (long)part * Depth * Width;
        var filled = Math.Min(Width, Writes - part * Width);
        if (filled < Width)
            new Span<float>(panel, Depth * Width).Clear();
        if (WriteStride == 1)
        {
            CopyRows(Weights + part * Width, panel, filled);
            return;
        }
        for (var t = 0; t < TapCount; t++)
            for (var r = 0; r < Reads; r += Rows)
                CopyColumns(Weights + part * Width * WriteStride + Taps[t] + r * ReadStride, panel + ((long)t * Reads + r) * Width, filled,
                    Math.Min(Rows, Reads - r));
    }

    /// <summary>A few rows of a panel, column by column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void CopyColumns(float* from, float* to, int columns, int rows)
    {
        for (var column = 0; column < columns; column++, from += WriteStride)
        {
            var source = from;
            var target = to + column;
            for (var r = 0; r < rows; r++, source += ReadStride, target += Width)
                *target = *source;
        }
    }

    /// <summary>Channels written lie side by side: a row of a panel is a piece of a row of the weights.</summary>
    private readonly void CopyRows(float* from, float* panel, int filled)
    {
        for (var t = 0; t < TapCount; t++)
        {
            var source = from + Taps[t];
            for (var r = 0; r < Reads; r++, source += ReadStride, panel += Width)
                new ReadOnlySpan<float>(source, filled).CopyTo(new Span<float>(panel, filled));
        }
    }
}
