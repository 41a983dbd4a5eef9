using TransferLab.Kernels.Matrix;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Patches;

/// <summary>
/// Convolutions of any kernel, stride, dilation, padding and groups, and their data gradients, as products of patches and packed weights. A block of
/// patches is copied to a thread's second cache and used there for all panels of weights; a pointwise convolution needs no copy.
/// </summary>
internal static unsafe class PatchConvolution<S, V> where S : ISimd<V> where V : unmanaged
{
    // Parts that a kernel makes at least where the work allows, so that many cores have something to do.
    private const int WantedParts = 16;

    /// <summary>Floats of all panels, forward.</summary>
    public static long PackedForward(in ConvolutionShape s) =>
        (long)s.Groups * BlockProduct<S, V>.Panels(s.GroupOutputs) * MicroKernel<S, V>.Columns * s.Taps * s.GroupInputs;

    /// <summary>Packs the weights of all groups for <see cref="Forward"/>.</summary>
    public static void PackForward(IParallel parallel, in ConvolutionShape s, float* w, float* packed)
    {
        var taps = stackalloc int[s.Taps];
        for (var t = 0; t < s.Taps; t++)
            taps[t] = t;
        for (var g = 0; g < s.Groups; g++)
        {
            var panels = new WeightPanels
            {
                Weights = w + (long)g * s.GroupOutputs * s.GroupInputs * s.Taps,
                ReadStride = s.InputStride,
                WriteStride = s.OutputStride,
                Taps = taps,
                TapCount = s.Taps,
                Reads = s.GroupInputs,
                Writes = s.GroupOutputs,
                Width = MicroKernel<S, V>.Columns,
                Panels = packed + g * (PackedForward(s) / s.Groups),
            };
            parallel.For(panels.PanelCount, ref panels);
        }
    }

    /// <summary>y = epilogue(x * w).</summary>
    public static void Forward(IParallel parallel, in ConvolutionShape s, float* x, float* packed, float* y, in Epilogue epilogue)
    {
        var runs = stackalloc TapRun[s.Taps];
        var plan = PatchPlan.Forward(s, runs);
        for (var g = 0; g < s.Groups; g++)
            Multiply(parallel, plan, x + g * s.GroupInputs, packed + g * (PackedForward(s) / s.Groups), s.GroupOutputs, y + g * s.GroupOutputs,
                epilogue.FromChannel(g * s.GroupOutputs));
    }

    /// <summary>dx = epilogue(dy * wᵀ), phase by phase of the stride.</summary>
    public static void DataGradient(IParallel parallel, in ConvolutionShape s, float* dy, float* w, float* dx, in Epilogue epilogue)
    {
        var runs = stackalloc TapRun[s.Taps];
        var taps = stackalloc int[s.Taps];
        var depth = (long)s.Taps * s.GroupOutputs * BlockProduct<S, V>.Panels(s.GroupInputs) * MicroKernel<S, V>.Columns;
        var packed = Scratch.Rent(ScratchUse.Weights, depth);
        for (var g = 0; g < s.Groups; g++)
            for (var row = 0; row < Math.Min(s.StrideHeight, s.Height); row++)
                for (var column = 0; column < Math.Min(s.StrideWidth, s.Width); column++)
                {
                    var list = new TapList(runs, taps, s);
                    // Last tap first: it reads the leftmost position, so that neighbours join.
                    for (var a = s.KernelHeight - 1; a >= 0; a--)
                        for (var b = s.KernelWidth - 1; b >= 0; b--)
                        {
                            int h = row + s.PadTop - a * s.DilationHeight, v = column + s.PadLeft - b * s.DilationWidth;
                            if (h % s.StrideHeight == 0 && v % s.StrideWidth == 0)
                                list.Add(h / s.StrideHeight, v / s.StrideWidth, a * s.KernelWidth + b);
                        }
                    var plan = new PatchPlan
                    {
                        SourceHeight = s.OutputHeight,
                        SourceWidth = s.OutputWidth,
                        SourcePitch = s.OutputChannels,
                        Channels = s.GroupOutputs,
                        AnchorStepRows = 1,
                        AnchorStepColumns = 1,
                        Batch = s.Batch,
                        GridHeight = (s.Height - row + s.StrideHeight - 1) / s.StrideHeight,
                        GridWidth = (s.Width - column + s.StrideWidth - 1) / s.StrideWidth,
                        TargetHeight = s.Height,
                        TargetWidth = s.Width,
                        TargetPitch = s.InputChannels,
                        TargetStepRows = s.StrideHeight,
                        TargetStepColumns = s.StrideWidth,
                        TargetRow = row,
                        TargetColumn = column,
                        Runs = runs,
                        RunCount = list.RunCount,
                        Taps = list.Count,
                    };
                    var panels = new WeightPanels
                    {
                        Weights = w + (long)g * s.GroupOutputs * s.GroupInputs * s.Taps,
                        ReadStride = s.OutputStride,
                        WriteStride = s.InputStride,
                        Taps = taps,
                        TapCount = list.Count,
                        Reads = s.GroupOutputs,
                        Writes = s.GroupInputs,
                        Width = MicroKernel<S, V>.Columns,
                        Panels = packed,
                    };
                    parallel.For(panels.PanelCount, ref panels);
                    Multiply(parallel, plan, dy + g * s.GroupOutputs, packed, s.GroupInputs, dx + g * s.GroupInputs, epilogue.FromChannel(g * s.GroupInputs));
                }
    }

    private static void Multiply(IParallel parallel, in PatchPlan plan, float* source, float* packed, int columns, float* target, in Epilogue epilogue)
    {
        var rows = BlockProduct<S, V>.Rows(plan.Depth);
        var blocks = (plan.Positions + rows - 1) / rows;
        var panels = BlockProduct<S, V>.Panels(columns);
        // Few blocks are shared out by panels too; each part then copies the patches for itself.
        var splits = Math.Clamp(WantedParts / blocks, 1, panels);
        var body = new Body
        {
            Plan = plan,
            Source = source,
            Packed = packed,
            Columns = columns,
            Target = target,
            Epilogue = epilogue,
            Rows = rows,
            Panels = panels,
            Splits = splits,
        };
        parallel.For(blocks * splits, ref body);
    }

    private struct Body : IParallelBody
    {
        public required PatchPlan Plan;
        public required float* Source, Packed, Target;
        public required int Columns, Rows, Panels, Splits;
        public required Epilogue Epilogue;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var (block, split) = Math.DivRem(part, Splits);
            var first = block * Rows;
            var count = Math.Min(Rows, Plan.Positions - first);
            var offsets = stackalloc long[count];
            Plan.Offsets(first, count, offsets);
            var a = Source + (long)first * Plan.SourcePitch;
            nint stride = Plan.SourcePitch;
            if (!Plan.IsDirect)
            {
                stride = Plan.Depth;
                a = Scratch.Rent(ScratchUse.Block, (long)count * stride);
                Plan.Copy(Source, first, count, a, stride);
            }
            BlockProduct<S, V>.Run(count, Plan.Depth, a, stride, Packed, split * Panels / Splits, (split + 1) * Panels / Splits, Columns, offsets, Target,
                Epilogue);
        }
    }
}
