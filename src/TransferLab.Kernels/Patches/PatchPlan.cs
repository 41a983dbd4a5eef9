namespace TransferLab.Kernels.Patches;

/// <summary>Taps of a row of the kernel that read neighbouring positions, left to right.</summary>
/// <param name="Row">Row of the first position read, relative to the anchor.</param>
/// <param name="Column">Its column.</param>
/// <param name="Length">Positions.</param>
internal readonly record struct TapRun(int Row, int Column, int Length);

/// <summary>
/// A convolution, or one phase of its data gradient, as rows of patches: each position of a grid reads the same taps around its anchor, and writes one
/// position of the result. Both directions are this: forward the anchor moves by the stride and the result is dense; backward the result is spread by the
/// stride, the anchor moves by 1, and a phase has the taps that reach it.
/// </summary>
internal unsafe struct PatchPlan
{
    public required int SourceHeight, SourceWidth;

    /// <summary>Floats from one position of the source to the next.</summary>
    public required int SourcePitch;

    /// <summary>Channels read of each position.</summary>
    public required int Channels;

    /// <summary>Distance of anchors.</summary>
    public required int AnchorStepRows, AnchorStepColumns;

    public required int Batch, GridHeight, GridWidth;

    public required int TargetHeight, TargetWidth;

    /// <summary>Floats from one position of the result to the next.</summary>
    public required int TargetPitch;

    public required int TargetStepRows, TargetStepColumns, TargetRow, TargetColumn;

    public required TapRun* Runs;

    public required int RunCount;

    public required int Taps;

    /// <summary>The patches that a convolution reads.</summary>
    /// <param name="s">Geometry.</param>
    /// <param name="runs">Room for a run per tap.</param>
    public static PatchPlan Forward(in ConvolutionShape s, TapRun* runs)
    {
        var list = new TapList(runs, null, s);
        for (var t = 0; t < s.Taps; t++)
            list.AddForward(t);
        return new PatchPlan
        {
            SourceHeight = s.Height,
            SourceWidth = s.Width,
            SourcePitch = s.InputChannels,
            Channels = s.GroupInputs,
            AnchorStepRows = s.StrideHeight,
            AnchorStepColumns = s.StrideWidth,
            Batch = s.Batch,
            GridHeight = s.OutputHeight,
            GridWidth = s.OutputWidth,
            TargetHeight = s.OutputHeight,
            TargetWidth = s.OutputWidth,
            TargetPitch = s.OutputChannels,
            TargetStepRows = 1,
            TargetStepColumns = 1,
            TargetRow = 0,
            TargetColumn = 0,
            Runs = runs,
            RunCount = list.RunCount,
            Taps = s.Taps,
        };
    }

    /// <summary>Length of a patch.</summary>
    public readonly int Depth => Taps * Channels;

    /// <summary>Positions of all pictures.</summary>
    public readonly int Positions => checked(Batch * GridHeight * GridWidth);

    /// <summary>Whether a patch is a position of the source as it lies there.</summary>
    public readonly bool IsDirect => Taps == 1 && Runs[0] is { Row: 0, Column: 0 } && AnchorStepRows == 1 && AnchorStepColumns == 1
        && GridHeight == SourceHeight && GridWidth == SourceWidth;

    /// <summary>Copies the patches of positions to rows <paramref name="pitch"/> floats apart; what lies outside is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Copy(float* source, int first, int count, float* patches, nint pitch)
    {
        var at = new GridPosition(first, GridHeight, GridWidth);
        for (var i = 0; i < count; i++, at.Next())
        {
            var image = source + (long)at.Picture * SourceHeight * SourceWidth * SourcePitch;
            var patch = patches + i * pitch;
            for (var k = 0; k < RunCount; k++)
            {
                var run = Runs[k];
                var floats = run.Length * Channels;
                int h = at.Row * AnchorStepRows + run.Row, v = at.Column * AnchorStepColumns + run.Column;
                if ((uint)h >= SourceHeight || v + run.Length <= 0 || v >= SourceWidth)
                    new Span<float>(patch, floats).Clear();
                else if (v >= 0 && v + run.Length <= SourceWidth)
                    CopyRun(image + ((long)h * SourceWidth + v) * SourcePitch, patch, floats);
                else
                    CopyEdge(image + (long)h * SourceWidth * SourcePitch, v, run.Length, patch);
                patch += floats;
            }
        }
    }

    /// <summary>Where positions begin in the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Offsets(int first, int count, long* offsets)
    {
        var at = new GridPosition(first, GridHeight, GridWidth);
        for (var i = 0; i < count; i++, at.Next())
            offsets[i] = (((long)at.Picture * TargetHeight + at.Row * TargetStepRows + TargetRow) * TargetWidth
                + at.Column * TargetStepColumns + TargetColumn) * TargetPitch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRun(float* from, float* to, int floats) => new ReadOnlySpan<float>(from, floats).CopyTo(new Span<float>(to, floats));

    private readonly void CopyEdge(float* line, int column, int length, float* patch)
    {
        for (var t = 0; t < length; t++, patch += Channels)
            if ((uint)(column + t) < SourceWidth)
                CopyRun(line + (long)(column + t) * SourcePitch, patch, Channels);
            else
                new Span<float>(patch, Channels).Clear();
    }
}

/// <summary>A position of a grid, which goes over columns, rows and pictures.</summary>
internal struct GridPosition
{
    private readonly int _height, _width;

    public GridPosition(int index, int height, int width)
    {
        (_height, _width) = (height, width);
        (var rest, Column) = Math.DivRem(index, width);
        (Picture, Row) = Math.DivRem(rest, height);
    }

    public int Picture, Row, Column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        if (++Column < _width)
            return;
        Column = 0;
        if (++Row < _height)
            return;
        Row = 0;
        Picture++;
    }
}

/// <summary>The taps of a plan in the order of a patch: runs, and for each tap its place in a filter.</summary>
/// <param name="runs">Room for a run per tap.</param>
/// <param name="taps">Room for the places; null where nobody asks.</param>
/// <param name="shape">The convolution.</param>
internal unsafe ref struct TapList(TapRun* runs, int* taps, in ConvolutionShape shape)
{
    private readonly ConvolutionShape _shape = shape;
    private readonly TapRun* _runs = runs;
    private readonly int* _taps = taps;

    public int RunCount { get; private set; }

    public int Count { get; private set; }

    /// <summary>Adds a tap as a convolution reads it.</summary>
    public void AddForward(int tap)
    {
        var (a, b) = Math.DivRem(tap, _shape.KernelWidth);
        Add(a * _shape.DilationHeight - _shape.PadTop, b * _shape.DilationWidth - _shape.PadLeft, tap);
    }

    /// <summary>Adds a tap; it joins the run before it where it reads the next position. In groups the channels of neighbours do not lie together.</summary>
    public void Add(int row, int column, int tap)
    {
        if (_shape.Groups == 1 && RunCount > 0 && _runs[RunCount - 1] is var last && last.Row == row && last.Column + last.Length == column)
            _runs[RunCount - 1] = last with { Length = last.Length + 1 };
        else
            _runs[RunCount++] = new TapRun(row, column, 1);
        if (_taps != null)
            _taps[Count] = tap;
        Count++;
    }
}
