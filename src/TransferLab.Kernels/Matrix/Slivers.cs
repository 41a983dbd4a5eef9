namespace TransferLab.Kernels.Matrix;

/// <summary>
/// A matrix whose columns are the rows of a product, packed as the micro-kernel reads it: slivers of 6 columns, each [rows, 6] without a gap, so that
/// a product walks through memory in order instead of touching a line per number.
/// </summary>
internal readonly unsafe struct Slivers
{
    private const int Width = 6;

    private readonly float* _memory;
    private readonly int _columns;
    private readonly nint _stride;

    /// <param name="memory">So many floats as <see cref="Length"/> says.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="rows">Most rows.</param>
    public Slivers(float* memory, int columns, int rows)
    {
        _memory = memory;
        _columns = columns;
        _stride = Stride(rows);
    }

    public static long Length(int columns, int rows) => Count(columns) * Stride(rows);

    /// <summary>The sliver that begins with a column, which is a multiple of 6.</summary>
    public float* Of(int column) => _memory + column / Width * _stride;

    /// <summary>Writes rows from the first on, some slivers at a time, so that few pages of memory are written to at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(float* rows, nint pitch, int count)
    {
        const int Columns = 16 * Width;
        for (var column = 0; column < _columns; column += Columns)
            for (var r = 0; r < count; r++)
                Add(rows + r * pitch, r, column, Math.Min(column + Columns, _columns));
    }

    /// <summary>Writes some columns of a row; the first is a multiple of 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* row, int index, int column, int end)
    {
        var to = Of(column) + index * Width;
        for (; column + Width <= end; column += Width, to += _stride)
            *(Six*)to = *(Six*)(row + column);
        for (var i = 0; column + i < end; i++)
            to[i] = row[column + i];
    }

    private static nint Count(int columns) => (columns + Width - 1) / Width;

    private static nint Stride(int rows) => (nint)LineStride.Of((long)rows * Width);

    private struct Six
    {
#pragma warning disable CS0169, IDE0051, IDE0044 // Its size is what counts: 24 bytes are copied by two instructions.
        private long _a, _b, _c;
#pragma warning restore CS0169, IDE0051, IDE0044
    }
}
