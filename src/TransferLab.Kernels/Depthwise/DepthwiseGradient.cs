using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Depthwise;

/// <summary>
/// All gradients of a depthwise convolution in one pass over x and dy: dx[h,v,c] = mask(x) · Σ dy · w over the outputs that read it, dw[c,a,b] = Σ x
/// · dy, db = Σ dy. Rows are cut into a fixed number of parts with sums of their own, added up in order.
/// </summary>
internal static unsafe class DepthwiseGradient<S, V> where S : ISimd<V> where V : unmanaged
{
    // Parts have sums of their own, so their number is part of the result: it depends on the shape alone.
    private const int MaxParts = 16;

    /// <summary>dx, dw or both; db only with dw.</summary>
    public static void Run(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* w, float* dx, float* dw, float* db, in Epilogue epilogue)
    {
        var parts = Math.Min(MaxParts, s.Batch * s.Height);
        var pitch = s.InputChannels + S.Width;
        var filters = Scratch.Rent(ScratchUse.Weights, s.WeightCount);
        if (dx != null)
            DepthwiseFilters.Pack(s, w, filters);
        var body = new Body
        {
            Shape = s,
            Dy = dy,
            X = x,
            Dx = dx,
            Epilogue = epilogue,
            Parts = parts,
            Pitch = pitch,
            Filters = filters,
            Zeros = Scratch.Rent(ScratchUse.Zeros, (long)s.OutputWidth * s.InputChannels + S.Width),
            Sums = dw == null ? null : Scratch.Rent(ScratchUse.Sums, (long)parts * (s.Taps + 1) * pitch),
        };
        parallel.For(parts, ref body);
        if (dw != null)
            for (var c = 0; c < s.InputChannels; c++)
                for (var t = 0; t < s.Taps; t++)
                    dw[c * s.Taps + t] = body.Sum(t, c);
        if (db != null)
            for (var c = 0; c < s.InputChannels; c++)
                db[c] = body.Sum(s.Taps, c);
    }

    private struct Body : IParallelBody
    {
        public required ConvolutionShape Shape;
        public required float* Dy, X, Dx, Filters, Zeros;
        public required Epilogue Epilogue;
        public required int Parts, Pitch;

        /// <summary>[part][tap, and at the end the bias][channel]; null where dw is not wanted.</summary>
        public required float* Sums;

        public readonly float Sum(int tap, int channel)
        {
            var sum = 0f;
            for (var part = 0; part < Parts; part++)
                sum += Sums[((long)part * (Shape.Taps + 1) + tap) * Pitch + channel];
            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]

        public readonly void Run(int part)
        {
            var s = Shape;
            var sums = Sums == null ? null : Sums + (long)part * (s.Taps + 1) * Pitch;
            if (sums != null)
                new Span<float>(sums, (s.Taps + 1) * Pitch).Clear();
            // The usual form, in which a row of x meets three rows of dy of its own length.
            var same = Dx != null && sums != null && s is
            {
                KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, PadTop: 1, PadLeft: 1, Width: >= 2,
            } && s.OutputHeight == s.Height && s.OutputWidth == s.Width;
            var halving = Dx != null && sums != null && s is
            {
                KernelHeight: 3, KernelWidth: 3, StrideHeight: 2, StrideWidth: 2, DilationHeight: 1, DilationWidth: 1,
            };
            int rows = s.Batch * s.Height, first = (int)((long)rows * part / Parts), end = (int)((long)rows * (part + 1) / Parts);
            for (var row = first; row < end; row++)
                for (var c = 0; c < s.InputChannels; c += S.Width)
                    if (s.InputChannels - c < S.Width)
                        Row<Partial>(row, c, sums);
                    else if (same)
                        Row3(row, c, sums);
                    else if (halving)
                        Row3By2(row, c, sums);
                    else
                        Row<Whole>(row, c, sums);
            if (sums == null)
                return;
            for (var c = 0; c < s.InputChannels; c += S.Width)
                if (!same || s.InputChannels - c < S.Width)
                    Bias(part, c, sums + (long)s.Taps * Pitch);
        }

        /// <summary>
        /// Σ dy of a vector of channels. <see cref="Row3"/> takes it along; it covers the rows of x that are this part's, this the same share of the
        /// positions of dy.
        /// </summary>
        private readonly void Bias(int part, int c, float* sums)
        {
            int rows = Shape.OutputPositions, channels = Shape.InputChannels;
            int first = (int)((long)rows * part / Parts), end = (int)((long)rows * (part + 1) / Parts);
            var sum = S.Zero;
            for (var row = first; row < end; row++)
                sum = S.Add(sum, Lanes<S, V>.Load<Partial>(Dy + (long)row * channels + c, channels - c));
            S.Store(sum, sums + c);
        }

        /// <summary>One row of x of a 3×3 kernel with stride 1 and a border of 1: each dy that is loaded serves dx, dw and db.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Row3(int row, int c, float* sums)
        {
            nint channels = Shape.InputChannels;
            var (picture, h) = Math.DivRem(row, Shape.Height);
            float* p = Line(picture, h + 1) + c, q = Line(picture, h) + c, r = Line(picture, h - 1) + c;
            var f = Filters + c;
            V w0 = S.Load(f), w1 = S.Load(f + channels), w2 = S.Load(f + 2 * channels), w3 = S.Load(f + 3 * channels), w4 = S.Load(f + 4 * channels),
                w5 = S.Load(f + 5 * channels), w6 = S.Load(f + 6 * channels), w7 = S.Load(f + 7 * channels), w8 = S.Load(f + 8 * channels);
            var g = sums + c;
            V g0 = S.Load(g), g1 = S.Load(g + Pitch), g2 = S.Load(g + 2 * Pitch), g3 = S.Load(g + 3 * Pitch), g4 = S.Load(g + 4 * Pitch),
                g5 = S.Load(g + 5 * Pitch), g6 = S.Load(g + 6 * Pitch), g7 = S.Load(g + 7 * Pitch), g8 = S.Load(g + 8 * Pitch), g9 = S.Load(g + 9 * Pitch);
            var at = (long)row * Shape.Width * channels + c;
            // Column u of dy meets columns u − 1, u and u + 1 of x, by the taps 0, 1 and 2: it finishes dx to its left, adds to its own and begins the one
            // to its right.
            V left = S.Zero, here = S.Zero, next = S.Zero, x = S.Load(X + at);
            for (var u = 0; u < Shape.Width; u++, at += channels, p += channels, q += channels, r += channels)
            {
                var right = u + 1 < Shape.Width ? S.Load(X + at + channels) : S.Zero;
                V d0 = S.Load(p), d1 = S.Load(q), d2 = S.Load(r);
                var sum = S.MultiplyAdd(d0, w0, S.MultiplyAdd(d1, w3, S.MultiplyAdd(d2, w6, here)));
                g0 = S.MultiplyAdd(left, d0, g0);
                g3 = S.MultiplyAdd(left, d1, g3);
                g6 = S.MultiplyAdd(left, d2, g6);
                if (u > 0)
                    Epilogue.Store<S, V, Whole>(sum, Dx, at - channels, c, S.Width);
                here = S.MultiplyAdd(d0, w1, S.MultiplyAdd(d1, w4, S.MultiplyAdd(d2, w7, next)));
                g1 = S.MultiplyAdd(x, d0, g1);
                g4 = S.MultiplyAdd(x, d1, g4);
                g7 = S.MultiplyAdd(x, d2, g7);
                g9 = S.Add(g9, d1);
                next = S.MultiplyAdd(d0, w2, S.MultiplyAdd(d1, w5, S.Multiply(d2, w8)));
                g2 = S.MultiplyAdd(right, d0, g2);
                g5 = S.MultiplyAdd(right, d1, g5);
                g8 = S.MultiplyAdd(right, d2, g8);
                (left, x) = (x, right);
            }
            Epilogue.Store<S, V, Whole>(here, Dx, at - channels, c, S.Width);
            S.Store(g0, g);
            S.Store(g1, g + Pitch);
            S.Store(g2, g + 2 * Pitch);
            S.Store(g3, g + 3 * Pitch);
            S.Store(g4, g + 4 * Pitch);
            S.Store(g5, g + 5 * Pitch);
            S.Store(g6, g + 6 * Pitch);
            S.Store(g7, g + 7 * Pitch);
            S.Store(g8, g + 8 * Pitch);
            S.Store(g9, g + 9 * Pitch);
        }

        /// <summary>
        /// One row of x of a 3×3 kernel with stride 2: it meets two rows of dy by the taps of rows 0 and 2, or one by those of row 1. Column j of dy
        /// finishes column 2j − p of dx, makes the next, and begins the one after.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Row3By2(int row, int c, float* sums)
        {
            int channels = Shape.InputChannels, width = Shape.Width;
            var (picture, h) = Math.DivRem(row, Shape.Height);
            var (i, odd) = Math.DivRem(h + Shape.PadTop, 2);
            float* p = Line(picture, i) + c, q = odd == 1 ? Zeros : Line(picture, i - 1) + c;
            // With one row the second is zeros, and whatever taps go with it.
            float* f = Filters + (long)odd * 3 * channels + c, e = Filters + 6L * channels + c, g = sums + (long)odd * 3 * Pitch + c, k = sums + 6L * Pitch + c;
            V w0 = S.Load(f), w1 = S.Load(f + channels), w2 = S.Load(f + 2 * channels), w6 = S.Load(e), w7 = S.Load(e + channels),
                w8 = S.Load(e + 2 * channels);
            V g0 = S.Load(g), g1 = S.Load(g + Pitch), g2 = S.Load(g + 2 * Pitch), g6 = S.Load(k), g7 = S.Load(k + Pitch), g8 = S.Load(k + 2 * Pitch);
            nint next = odd == 1 ? 0 : channels;
            V begun = S.Zero, x = S.Zero;
            var v = -Shape.PadLeft;
            var at = ((long)row * width + v) * channels + c;
            if (v == 0)
                x = S.Load(X + at);
            for (var j = 0; j < Shape.OutputWidth; j++, v += 2, at += 2 * channels, p += channels, q += next)
            {
                V d0 = S.Load(p), d2 = S.Load(q);
                if ((uint)v < width)
                    Epilogue.Store<S, V, Whole>(S.MultiplyAdd(d0, w0, S.MultiplyAdd(d2, w6, begun)), Dx, at, c, S.Width);
                g0 = S.MultiplyAdd(x, d0, g0);
                g6 = S.MultiplyAdd(x, d2, g6);
                if ((uint)(v + 1) < width)
                {
                    x = S.Load(X + at + channels);
                    Epilogue.Store<S, V, Whole>(S.MultiplyAdd(d0, w1, S.Multiply(d2, w7)), Dx, at + channels, c, S.Width);
                    g1 = S.MultiplyAdd(x, d0, g1);
                    g7 = S.MultiplyAdd(x, d2, g7);
                }
                x = (uint)(v + 2) < width ? S.Load(X + at + 2 * channels) : S.Zero;
                begun = S.MultiplyAdd(d0, w2, S.Multiply(d2, w8));
                g2 = S.MultiplyAdd(x, d0, g2);
                g8 = S.MultiplyAdd(x, d2, g8);
            }
            // What the last window began, and columns that none reaches.
            for (; v < width; v++, at += channels, begun = S.Zero)
                Epilogue.Store<S, V, Whole>(begun, Dx, at, c, S.Width);
            S.Store(g0, g);
            S.Store(g1, g + Pitch);
            S.Store(g2, g + 2 * Pitch);
            if (odd == 1)
                return;
            S.Store(g6, k);
            S.Store(g7, k + Pitch);
            S.Store(g8, k + 2 * Pitch);
        }

        /// <summary>One row of x of any kernel, tap by tap: dx is gathered where it will lie, in the first cache, and finished at the end.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Row<E>(int row, int c, float* sums) where E : IExtent
        {
            var s = Shape;
            int channels = s.InputChannels, left = channels - c;
            var (picture, h) = Math.DivRem(row, s.Height);
            var at = (long)row * s.Width * channels + c;
            if (Dx != null)
                for (var v = 0; v < s.Width; v++)
                    Lanes<S, V>.Store<E>(S.Zero, Dx + at + (long)v * channels, left);
            for (var a = 0; a < s.KernelHeight; a++)
            {
                var i = h + s.PadTop - a * s.DilationHeight;
                if (i < 0 || i % s.StrideHeight != 0 || i / s.StrideHeight >= s.OutputHeight)
                    continue;
                var line = Line(picture, i / s.StrideHeight) + c;
                for (var b = 0; b < s.KernelWidth; b++)
                {
                    // Column v of x meets column j of dy where v = j·stride + b·dilation − pad.
                    var offset = b * s.DilationWidth - s.PadLeft;
                    var j = offset >= 0 ? 0 : (-offset + s.StrideWidth - 1) / s.StrideWidth;
                    var tap = a * s.KernelWidth + b;
                    var filter = Dx == null ? S.Zero : Lanes<S, V>.Load<E>(Filters + (long)tap * channels + c, left);
                    var sum = sums == null ? S.Zero : S.Load(sums + (long)tap * Pitch + c);
                    for (var v = j * s.StrideWidth + offset; j < s.OutputWidth && v < s.Width; j++, v += s.StrideWidth)
                    {
                        var d = Lanes<S, V>.Load<E>(line + (long)j * channels, left);
                        var p = at + (long)v * channels;
                        if (sums != null)
                            sum = S.MultiplyAdd(Lanes<S, V>.Load<E>(X + p, left), d, sum);
                        if (Dx != null)
                            Lanes<S, V>.Store<E>(S.MultiplyAdd(d, filter, Lanes<S, V>.Load<E>(Dx + p, left)), Dx + p, left);
                    }
                    if (sums != null)
                        S.Store(sum, sums + (long)tap * Pitch + c);
                }
            }
            if (Dx != null)
                for (var v = 0; v < s.Width; v++, at += channels)
                    Epilogue.Store<S, V, E>(Lanes<S, V>.Load<E>(Dx + at, left), Dx, at, c, left);
        }

        /// <summary>A row of dy, or zeros where there is none.</summary>
        private readonly float* Line(int picture, int row) => (uint)row < Shape.OutputHeight
            ? Dy + ((long)picture * Shape.OutputHeight + row) * Shape.OutputWidth * Shape.InputChannels
            : Zeros;
    }
}
