using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Depthwise;

/// <summary>
/// Depthwise convolutions (one filter per channel): y[i,j,c] = Σ x[i·s + a·d − p, …, c] · w[c,a,b]. Vectors run over channels; there is no product to
/// speak of, so reading and writing the activations once is all that counts.
/// </summary>
internal static unsafe class DepthwiseForward<S, V> where S : ISimd<V> where V : unmanaged
{
    public static void Run(IParallel parallel, in ConvolutionShape s, float* x, float* filters, float* y, in Epilogue epilogue)
    {
        var body = new Body
        {
            Shape = s,
            X = x,
            Y = y,
            Epilogue = epilogue,
            Filters = filters,
            Zeros = Scratch.Rent(ScratchUse.Zeros, (long)s.Width * s.InputChannels + S.Width),
        };
        parallel.For(s.Batch * s.OutputHeight, ref body);
    }

    private struct Body : IParallelBody
    {
        public required ConvolutionShape Shape;
        public required float* X, Y, Filters, Zeros;
        public required Epilogue Epilogue;

        /// <summary>Computes one row of the result.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var s = Shape;
            var (picture, row) = Math.DivRem(part, s.OutputHeight);
            var lines = stackalloc float*[s.KernelHeight];
            for (var a = 0; a < s.KernelHeight; a++)
            {
                var h = row * s.StrideHeight + a * s.DilationHeight - s.PadTop;
                lines[a] = (uint)h < s.Height ? X + ((long)picture * s.Height + h) * s.Width * s.InputChannels : Zeros;
            }
            // Columns all of whose taps lie inside.
            var inside = Math.Min(s.OutputWidth, (s.PadLeft + s.StrideWidth - 1) / s.StrideWidth);
            var room = s.Width + s.PadLeft - (s.KernelWidth - 1) * s.DilationWidth - 1;
            var outside = room < 0 ? inside : Math.Clamp(room / s.StrideWidth + 1, inside, s.OutputWidth);
            for (var c = 0; c < s.InputChannels; c += S.Width)
                if (s.InputChannels - c >= S.Width)
                    Columns<Whole>(lines, part, inside, outside, c);
                else
                    Columns<Partial>(lines, part, inside, outside, c);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Columns<E>(float** lines, int outputRow, int inside, int outside, int c) where E : IExtent
        {
            if (E.IsWhole && Shape is
                {
                    KernelHeight: 3, KernelWidth: 3, StrideWidth: 1, DilationWidth: 1, PadLeft: 1,
                } && Shape.OutputWidth == Shape.Width)
            {
                Sliding3(lines, outputRow, c);
                return;
            }
            Any<E>(lines, outputRow, 0, inside, c);
            if (Shape is { KernelHeight: 3, KernelWidth: 3 })
                Inside3<E>(lines, outputRow, inside, outside, c);
            else
                Any<E>(lines, outputRow, inside, outside, c);
            Any<E>(lines, outputRow, outside, Shape.OutputWidth, c);
        }

        /// <summary>
        /// A row of a 3×3 kernel that moves by one column over a border of 1: each column of x is loaded once, finishes the output to its left, adds to
        /// its own and begins the one to its right.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Sliding3(float** lines, int outputRow, int c)
        {
            nint channels = Shape.InputChannels;
            var f = Filters + c;
            V w0 = S.Load(f), w1 = S.Load(f + channels), w2 = S.Load(f + 2 * channels), w3 = S.Load(f + 3 * channels), w4 = S.Load(f + 4 * channels),
                w5 = S.Load(f + 5 * channels), w6 = S.Load(f + 6 * channels), w7 = S.Load(f + 7 * channels), w8 = S.Load(f + 8 * channels);
            float* p = lines[0] + c, q = lines[1] + c, r = lines[2] + c;
            var at = (long)outputRow * Shape.Width * channels + c;
            V d0 = S.Load(p), d1 = S.Load(q), d2 = S.Load(r);
            var here = S.MultiplyAdd(d0, w1, S.MultiplyAdd(d1, w4, S.Multiply(d2, w7)));
            var next = S.MultiplyAdd(d0, w0, S.MultiplyAdd(d1, w3, S.Multiply(d2, w6)));
            for (var j = 1; j < Shape.Width; j++, at += channels)
            {
                p += channels;
                q += channels;
                r += channels;
                (d0, d1, d2) = (S.Load(p), S.Load(q), S.Load(r));
                Epilogue.Store<S, V, Whole>(S.MultiplyAdd(d0, w2, S.MultiplyAdd(d1, w5, S.MultiplyAdd(d2, w8, here))), Y, at, c, S.Width);
                here = S.MultiplyAdd(d0, w1, S.MultiplyAdd(d1, w4, S.MultiplyAdd(d2, w7, next)));
                next = S.MultiplyAdd(d0, w0, S.MultiplyAdd(d1, w3, S.Multiply(d2, w6)));
            }
            Epilogue.Store<S, V, Whole>(here, Y, at, c, S.Width);
        }

        /// <summary>Columns of a 3×3 kernel whose taps all lie inside, filters in registers.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Inside3<E>(float** lines, int outputRow, int from, int to, int c) where E : IExtent
        {
            int channels = Shape.InputChannels, left = channels - c;
            nint step = (nint)Shape.StrideWidth * channels, tap = (nint)Shape.DilationWidth * channels;
            V w0 = Filter<E>(0, c), w1 = Filter<E>(1, c), w2 = Filter<E>(2, c), w3 = Filter<E>(3, c), w4 = Filter<E>(4, c),
                w5 = Filter<E>(5, c), w6 = Filter<E>(6, c), w7 = Filter<E>(7, c), w8 = Filter<E>(8, c);
            var start = (from * Shape.StrideWidth - Shape.PadLeft) * (nint)channels + c;
            float* p = lines[0] + start, q = lines[1] + start, r = lines[2] + start;
            var at = ((long)outputRow * Shape.OutputWidth + from) * channels + c;
            for (var j = from; j < to; j++, p += step, q += step, r += step, at += channels)
            {
                var sum = S.Multiply(Load<E>(p, left), w0);
                sum = S.MultiplyAdd(Load<E>(p + tap, left), w1, sum);
                sum = S.MultiplyAdd(Load<E>(p + 2 * tap, left), w2, sum);
                sum = S.MultiplyAdd(Load<E>(q, left), w3, sum);
                sum = S.MultiplyAdd(Load<E>(q + tap, left), w4, sum);
                sum = S.MultiplyAdd(Load<E>(q + 2 * tap, left), w5, sum);
                sum = S.MultiplyAdd(Load<E>(r, left), w6, sum);
                sum = S.MultiplyAdd(Load<E>(r + tap, left), w7, sum);
                sum = S.MultiplyAdd(Load<E>(r + 2 * tap, left), w8, sum);
                Epilogue.Store<S, V, E>(sum, Y, at, c, left);
            }
        }

        /// <summary>Columns of any kernel, taps outside left out.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Any<E>(float** lines, int outputRow, int from, int to, int c) where E : IExtent
        {
            var s = Shape;
            var left = s.InputChannels - c;
            for (var j = from; j < to; j++)
            {
                var sum = S.Zero;
                for (var a = 0; a < s.KernelHeight; a++)
                    for (var b = 0; b < s.KernelWidth; b++)
                    {
                        var v = j * s.StrideWidth + b * s.DilationWidth - s.PadLeft;
                        if ((uint)v < s.Width)
                            sum = S.MultiplyAdd(Load<E>(lines[a] + (long)v * s.InputChannels + c, left), Filter<E>(a * s.KernelWidth + b, c), sum);
                    }
                Epilogue.Store<S, V, E>(sum, Y, ((long)outputRow * s.OutputWidth + j) * s.InputChannels + c, c, left);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly V Filter<E>(int tap, int channel) where E : IExtent =>
            Lanes<S, V>.Load<E>(Filters + (long)tap * Shape.InputChannels + channel, Shape.InputChannels - channel);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Load<E>(float* p, int count) where E : IExtent => Lanes<S, V>.Load<E>(p, count);
    }
}

/// <summary>Depthwise filters with the channel last.</summary>
internal static unsafe class DepthwiseFilters
{
    /// <summary>[C,1,KH,KW] to [tap][C].</summary>
    public static void Pack(in ConvolutionShape s, float* w, float* packed)
    {
        for (var c = 0; c < s.InputChannels; c++)
            for (var t = 0; t < s.Taps; t++)
                packed[(long)t * s.InputChannels + c] = w[c * s.Taps + t];
    }
}
