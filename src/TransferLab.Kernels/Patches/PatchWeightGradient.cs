using TransferLab.Kernels.Matrix;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Patches;

/// <summary>
/// dw [O,C/g,KH,KW] = Σ over positions of patch ⊗ dy, and db = Σ dy. A part owns some taps, some output channels and some rows of positions: it walks
/// over its positions in chunks that stay in the second cache, with dy packed in panels and the patches of its taps beside it. How the work is cut
/// depends on the shape alone, so that the sums are the same bits with any number of threads.
/// </summary>
internal static unsafe class PatchWeightGradient<S, V> where S : ISimd<V> where V : unmanaged
{
    // Positions of a chunk: long enough that loading and storing the sums (once per chunk) is a few per cent of the products.
    private const int Chunk = 192;

    // Output channels of a part; its panels of dy stay in the second cache.
    private const int PartColumns = 128;

    // Floats from one row of a part's sums to the next.
    private static readonly long Pitch = LineStride.Of(PartColumns);

    // Patches of about so many floats: a part packs its dy once for all of them.
    private const int WantedDepth = 192;

    private const int WantedParts = 16;

    // Rows of dw whose slivers stay in the second cache, beside the panels of dy, for all of these.
    private const int RowBlock = 32 * MicroKernel<S, V>.MaxRows;

    // From so many parts of the output channels on, rows of a pointwise convolution are packed once for all of them: packing a number takes as long as
    // some 30 products.
    private const int SharedParts = 3;

    public static void Run(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* dw, float* db)
    {
        var runs = stackalloc TapRun[s.Taps];
        for (var g = 0; g < s.Groups; g++)
            Group(parallel, s, runs, dy + g * s.GroupOutputs, x + g * s.GroupInputs, dw + (long)g * s.GroupOutputs * s.GroupInputs * s.Taps,
                db == null ? null : db + g * s.GroupOutputs);
    }

    private static void Group(IParallel parallel, in ConvolutionShape s, TapRun* runs, float* dy, float* x, float* dw, float* db)
    {
        var tapGroups = Math.Clamp((s.Taps * s.GroupInputs + WantedDepth - 1) / WantedDepth, 1, s.Taps);
        var columnGroups = (s.GroupOutputs + PartColumns - 1) / PartColumns;
        var chunks = (s.OutputPositions + Chunk - 1) / Chunk;
        var spans = Math.Clamp(WantedParts / (tapGroups * columnGroups), 1, chunks);
        var depth = s.Taps * s.GroupInputs;
        var body = new Body
        {
            Plan = PatchPlan.Forward(s, runs),
            Shape = s,
            X = x,
            Dy = dy,
            Columns = s.GroupOutputs,
            TapGroups = tapGroups,
            Spans = spans,
            Rows = s.Taps == 1 && columnGroups >= SharedParts ? Scratch.Rent(ScratchUse.Activations, chunks * Slivers.Length(depth, Chunk)) : null,
            Sums = Scratch.Rent(ScratchUse.Sums, spans * columnGroups * (depth + 1) * Pitch),
            Biases = db != null,
        };
        if (body.Rows != null)
        {
            var pack = new PackRows { Plan = body.Plan, X = x, Rows = body.Rows };
            parallel.For(chunks, ref pack);
        }
        parallel.For(tapGroups * columnGroups * spans, ref body);
        var end = new Gather
        {
            Sums = body.Sums,
            Spans = spans,
            Depth = depth,
            Inputs = s.GroupInputs,
            Taps = s.Taps,
            Columns = s.GroupOutputs,
            InputsFirst = s.InputsFirst,
            Dw = dw,
            Db = db,
        };
        parallel.For((s.GroupOutputs + S.Width - 1) / S.Width, ref end);
    }

    /// <summary>Sums of one part, in [output channels of a part][span][tap, channel, and at the end the bias][output channel].</summary>
    private struct Body : IParallelBody
    {
        public required PatchPlan Plan;
        public required ConvolutionShape Shape;
        public required float* X, Dy, Rows, Sums;
        public required int Columns, TapGroups, Spans;
        public required bool Biases;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var (rest, span) = Math.DivRem(part, Spans);
            var (columnGroup, tapGroup) = Math.DivRem(rest, TapGroups);
            int tap0 = tapGroup * Plan.Taps / TapGroups, tap1 = (tapGroup + 1) * Plan.Taps / TapGroups;
            int column0 = columnGroup * PartColumns, columns = Math.Min(PartColumns, Columns - column0);
            var chunks = (Plan.Positions + Chunk - 1) / Chunk;
            int first = span * chunks / Spans * Chunk, end = Math.Min((span + 1) * chunks / Spans * Chunk, Plan.Positions);
            int width = MicroKernel<S, V>.Columns, panels = BlockProduct<S, V>.Panels(columns);

            var runs = stackalloc TapRun[tap1 - tap0];
            var taps = Taps(tap0, tap1, runs);
            var depth = taps.Depth;
            var own = Rows != null ? null : Scratch.Rent(ScratchUse.Block, Slivers.Length(depth, Chunk) + depth);
            var packed = Scratch.Rent(ScratchUse.Panel, (long)Chunk * panels * width);
            var allDepth = Plan.Depth + 1;
            var all = Sums + ((long)columnGroup * Spans + span) * allDepth * Pitch;
            float* sums = all + tap0 * Plan.Channels * Pitch, bias = all + Plan.Depth * Pitch;
            var takesBias = Biases && tapGroup == 0;
            if (takesBias)
                new Span<float>(bias, panels * width).Clear();

            for (var p = first; p < end; p += Chunk)
            {
                var count = Math.Min(Chunk, end - p);
                Pack(Dy + (long)p * Plan.TargetPitch + column0, count, columns, packed);
                if (takesBias)
                    AddRows(packed, count, panels, bias);
                var slivers = new Slivers(own != null ? own : Rows + p / Chunk * Slivers.Length(depth, Chunk), depth, Chunk);
                if (own != null)
                    AddPatches(taps, X, p, count, slivers, own + Slivers.Length(depth, Chunk));
                for (var block = 0; block < depth; block += RowBlock)
                    for (var panel = 0; panel < panels; panel++)
                        for (var row = block; row < Math.Min(block + RowBlock, depth); row += MicroKernel<S, V>.MaxRows)
                            MicroKernel<S, V>.Run(Math.Min(MicroKernel<S, V>.MaxRows, depth - row), count, slivers.Of(row), 1, MicroKernel<S, V>.MaxRows,
                                packed + (long)panel * Chunk * width, sums + row * Pitch + panel * width, (nint)Pitch, accumulate: p > first);
            }
        }

        /// <summary>The plan of some taps.</summary>
        private readonly PatchPlan Taps(int tap0, int tap1, TapRun* runs)
        {
            var list = new TapList(runs, null, Shape);
            for (var t = tap0; t < tap1; t++)
                list.AddForward(t);
            var plan = Plan;
            plan.Runs = runs;
            (plan.RunCount, plan.Taps) = (list.RunCount, list.Count);
            return plan;
        }

        /// <summary>Rows of dy into panels, each [chunk, 2W].</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Pack(float* rows, int count, int columns, float* packed)
        {
            var width = MicroKernel<S, V>.Columns;
            for (var c = 0; c < columns; c += S.Width)
            {
                var target = packed + (long)(c / width) * Chunk * width + c % width;
                if (columns - c >= S.Width)
                    PackVector<Whole>(rows + c, count, columns - c, target);
                else
                    PackVector<Partial>(rows + c, count, columns - c, target);
            }
            // The half of a last panel that no channel fills.
            if (columns % width is > 0 and var left && left <= S.Width)
                for (var r = 0; r < count; r++)
                    S.Store(S.Zero, packed + ((long)(columns / width) * Chunk + r) * width + S.Width);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void PackVector<E>(float* source, int count, int left, float* target) where E : IExtent
        {
            for (var r = 0; r < count; r++, source += Plan.TargetPitch, target += MicroKernel<S, V>.Columns)
                S.Store(Lanes<S, V>.Load<E>(source, left), target);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void AddRows(float* packed, int count, int panels, float* bias)
        {
            var width = MicroKernel<S, V>.Columns;
            for (var panel = 0; panel < panels; panel++)
                for (var half = 0; half < width; half += S.Width)
                {
                    var rows = packed + (long)panel * Chunk * width + half;
                    var sum = S.Load(bias + panel * width + half);
                    for (var r = 0; r < count; r++)
                        sum = S.Add(sum, S.Load(rows + r * width));
                    S.Store(sum, bias + panel * width + half);
                }
        }
    }

    /// <summary>Packs a chunk of positions, for all output channels.</summary>
    private struct PackRows : IParallelBody
    {
        public required PatchPlan Plan;
        public required float* X, Rows;

        public readonly void Run(int part)
        {
            var slivers = new Slivers(Rows + part * Slivers.Length(Plan.Depth, Chunk), Plan.Depth, Chunk);
            AddPatches(Plan, X, part * Chunk, Math.Min(Chunk, Plan.Positions - part * Chunk), slivers, Scratch.Rent(ScratchUse.Block, Plan.Depth));
        }
    }

    /// <summary>Packs the patches of positions as the rows of slivers.</summary>
    /// <param name="plan">What they read.</param>
    /// <param name="x">The source.</param>
    /// <param name="first">First position.</param>
    /// <param name="count">Positions.</param>
    /// <param name="slivers">Where they go.</param>
    /// <param name="patch">Room for one that does not lie in the source as it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPatches(in PatchPlan plan, float* x, int first, int count, Slivers slivers, float* patch)
    {
        if (plan.IsDirect)
        {
            slivers.Add(x + (long)first * plan.SourcePitch, plan.SourcePitch, count);
            return;
        }
        for (var r = 0; r < count; r++)
        {
            plan.Copy(x, first + r, 1, patch, plan.Depth);
            slivers.Add(patch, r, 0, plan.Depth);
        }
    }

    /// <summary>Adds the spans up, in order, and writes a vector of output channels as ONNX has them.</summary>
    private struct Gather : IParallelBody
    {
        public required float* Sums, Dw, Db;
        public required int Spans, Depth, Inputs, Taps, Columns;
        public required bool InputsFirst;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var column = part * S.Width;
            var count = Math.Min(S.Width, Columns - column);
            if (InputsFirst)
                for (var c = 0; c < Inputs; c++)
                    Lanes<S, V>.Store<Partial>(Sum(c, column), Dw + (long)c * Columns + column, count);
            else
                Scatter(column, count);
            if (Db != null)
                Lanes<S, V>.Store<Partial>(Sum(Depth, column), Db + column, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Scatter(int column, int count)
        {
            var sum = stackalloc float[S.Width];
            var target = Dw + (long)column * Depth;
            for (var c = 0; c < Inputs; c++)
                for (var t = 0; t < Taps; t++, target++)
                {
                    S.Store(Sum(t * Inputs + c, column), sum);
                    for (var o = 0; o < count; o++)
                        target[(long)o * Depth] = sum[o];
                }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly V Sum(int row, int column)
        {
            var from = Sums + ((long)(column / PartColumns) * Spans * (Depth + 1) + row) * Pitch + column % PartColumns;
            var sum = S.Load(from);
            for (var span = 1; span < Spans; span++)
                sum = S.Add(sum, S.Load(from + (long)span * (Depth + 1) * Pitch));
            return sum;
        }
    }
}
