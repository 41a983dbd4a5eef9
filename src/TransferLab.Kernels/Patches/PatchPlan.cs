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
    /// <summary>Most taps of a kernel: 31×31, as large as published networks have.</summary>
    public const int MaxTaps = 961;

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
        var (rest, column) = Math.DivRem(first, GridWidth);
        var (picture, row) = Math.DivRem(rest, GridHeight);
        for (var i = 0; i < count; i++)
        {
            var image = source + (long)picture * SourceHeight * SourceWidth * SourcePitch;
            var patch = patches + i * pitch;
            for (var k = 0; k < RunCount; k++)
            {
                var run = Runs[k];
                var floats = run.Length * Channels;
                int h = row * AnchorStepRows + run.Row, v = column * AnchorStepColumns + run.Column;
                if ((uint)h >= SourceHeight || v + run.Length <= 0 || v >= SourceWidth)
                    new Span<float>(patch, floats).Clear();
                else if (v >= 0 && v + run.Length <= SourceWidth)
                    CopyRun(image + ((long)h * SourceWidth + v) * SourcePitch, patch, floats);
                else
                    CopyEdge(image + (long)h * SourceWidth * SourcePitch, v, run.Length, patch);
                patch += floats;
            }
            if (++column < GridWidth)
                continue;
            column = 0;
            if (++row < GridHeight)
                continue;
            row = 0;
            picture++;
        }
    }

    /// <summary>Where positions begin in the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Offsets(int first, int count, long* offsets)
    {
        var (rest, column) = Math.DivRem(first, GridWidth);
        var (picture, row) = Math.DivRem(rest, GridHeight);
        for (var i = 0; i < count; i++)
        {
            offsets[i] = (((long)picture * TargetHeight + row * TargetStepRows + TargetRow) * TargetWidth + column * TargetStepColumns + TargetColumn)
                * TargetPitch;
            if (++column < GridWidth)
                continue;
            column = 0;
            if (++row < GridHeight)
                continue;
            row = 0;
            picture++;
        }
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

/// <summary>The taps of a plan in the order of a patch: runs, and for each tap its place in a filter.</summary>
internal unsafe ref struct TapList
{
    public required Span<TapRun> Runs;
    public required Span<int> Taps;

    public int RunCount { get; private set; }

    public int Count { get; private set; }

    /// <summary>Adds a tap; it joins the run before it where it reads the next position and <paramref name="joins"/> allows.</summary>
    public void Add(int row, int column, int tap, bool joins)
    {
        if (joins && RunCount > 0 && Runs[RunCount - 1] is var last && last.Row == row && last.Column + last.Length == column)
            Runs[RunCount - 1] = last with { Length = last.Length + 1 };
        else
            Runs[RunCount++] = new TapRun(row, column, 1);
        Taps[Count++] = tap;
    }
}
