using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Activations;

/// <summary>
/// y = maximum over each window, and dx = Σ dy at the first position of each window, row by row, that holds it. Windows as in
/// <see cref="ConvolutionShape"/>, whose input and output channels are the same; padding never wins. Where the maximum was is found again by
/// comparing, which costs less than keeping indices.
/// </summary>
internal static unsafe class MaxPooling<S, V> where S : ISimd<V> where V : unmanaged
{
    public static void Forward(IParallel parallel, in ConvolutionShape s, float* x, float* y)
    {
        var body = new Windows { Shape = s, X = x, Y = y };
        parallel.For(s.Batch * s.OutputHeight, ref body);
    }

    /// <summary>dx = epilogue(Σ dy). Windows may overlap, so a part is a whole picture.</summary>
    public static void Gradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* y, in Epilogue epilogue, float* dx)
    {
        var body = new Spread { Shape = s, Dy = dy, X = x, Y = y, Dx = dx, Epilogue = epilogue };
        parallel.For(s.Batch, ref body);
    }

    private struct Windows : IParallelBody
    {
        public required ConvolutionShape Shape;
        public required float* X, Y;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var s = Shape;
            var (picture, i) = Math.DivRem(part, s.OutputHeight);
            int channels = s.InputChannels, first = i * s.StrideHeight - s.PadTop;
            var image = X + (long)picture * s.Height * s.Width * channels;
            for (var j = 0; j < s.OutputWidth; j++)
            {
                var column = j * s.StrideWidth - s.PadLeft;
                var to = Y + ((long)part * s.OutputWidth + j) * channels;
                for (var c = 0; c < channels; c += S.Width)
                    if (channels - c >= S.Width)
                        Window<Whole>(image + c, first, column, channels - c, to + c);
                    else
                        Window<Partial>(image + c, first, column, channels - c, to + c);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Window<E>(float* image, int row, int column, int left, float* to) where E : IExtent
        {
            var best = S.Broadcast(float.NegativeInfinity);
            for (int a = 0, h = row; a < Shape.KernelHeight; a++, h += Shape.DilationHeight)
            {
                if ((uint)h >= Shape.Height)
                    continue;
                for (int b = 0, v = column; b < Shape.KernelWidth; b++, v += Shape.DilationWidth)
                    if ((uint)v < Shape.Width)
                        best = S.Max(best, Lanes<S, V>.Load<E>(image + ((long)h * Shape.Width + v) * Shape.InputChannels, left));
            }
            Lanes<S, V>.Store<E>(best, to, left);
        }
    }

    private struct Spread : IParallelBody
    {
        public required ConvolutionShape Shape;
        public required float* Dy, X, Y, Dx;
        public required Epilogue Epilogue;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var s = Shape;
            var channels = s.InputChannels;
            var picture = (long)part * s.Height * s.Width * channels;
            int cleared = 0, finished = 0;
            for (var i = 0; i < s.OutputHeight; i++)
            {
                var first = i * s.StrideHeight - s.PadTop;
                var reach = Math.Min(first + (s.KernelHeight - 1) * s.DilationHeight + 1, s.Height);
                // Rows are cleared when the first window reaches them, and finished when the last has left: they stay in the cache between.
                for (; cleared < reach; cleared++)
                    new Span<float>(Dx + picture + (long)cleared * s.Width * channels, s.Width * channels).Clear();
                for (; finished < Math.Min(first, cleared); finished++)
                    Finish(picture + (long)finished * s.Width * channels);
                for (var j = 0; j < s.OutputWidth; j++)
                    for (var c = 0; c < channels; c += S.Width)
                    {
                        var output = ((long)part * s.OutputHeight + i) * s.OutputWidth + j;
                        if (channels - c >= S.Width)
                            Window<Whole>(picture, output, first, j * s.StrideWidth - s.PadLeft, c);
                        else
                            Window<Partial>(picture, output, first, j * s.StrideWidth - s.PadLeft, c);
                    }
            }
            for (; cleared < s.Height; cleared++)
                new Span<float>(Dx + picture + (long)cleared * s.Width * channels, s.Width * channels).Clear();
            for (; finished < s.Height; finished++)
                Finish(picture + (long)finished * s.Width * channels);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Finish(long row)
        {
            var channels = Shape.InputChannels;
            for (var v = 0; v < Shape.Width; v++, row += channels)
                for (var c = 0; c < channels; c += S.Width)
                    Epilogue.Store<S, V, Partial>(Lanes<S, V>.Load<Partial>(Dx + row + c, channels - c), Dx, row + c, c, channels - c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Window<E>(long picture, long output, int row, int column, int c) where E : IExtent
        {
            int channels = Shape.InputChannels, left = channels - c;
            V best = Lanes<S, V>.Load<E>(Y + output * channels + c, left), rest = Lanes<S, V>.Load<E>(Dy + output * channels + c, left);
            for (int a = 0, h = row; a < Shape.KernelHeight; a++, h += Shape.DilationHeight)
            {
                if ((uint)h >= Shape.Height)
                    continue;
                for (int b = 0, v = column; b < Shape.KernelWidth; b++, v += Shape.DilationWidth)
                {
                    if ((uint)v >= Shape.Width)
                        continue;
                    var at = picture + ((long)h * Shape.Width + v) * channels + c;
                    var here = Lanes<S, V>.Load<E>(X + at, left);
                    Lanes<S, V>.Store<E>(S.Add(Lanes<S, V>.Load<E>(Dx + at, left), S.WhereEqual(rest, here, best)), Dx + at, left);
                    rest = S.WhereNotEqual(rest, here, best);
                }
            }
        }
    }
}
