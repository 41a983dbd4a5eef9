using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Normalization;

/// <summary>
/// Gradients of y = x̂·scale + bias with x̂ = (x − mean)·r, r = 1/√(variance + ε), mean and variance over each row of x [rows, K] (Ba et al. 2016):
/// with g = dy·scale, dx = r·(g − mean(g) − x̂·mean(g·x̂)), dscale = Σ dy·x̂ and dbias = Σ dy over rows. One pass: a row is read once into the first cache,
/// and mean and r are worked out anew rather than kept.
/// </summary>
internal static unsafe class LayerNormalizationGradient<S, V> where S : ISimd<V> where V : unmanaged
{
    // Parts whose sums over rows are added up in order.
    private const int MaxParts = 16;

    public static void Run(IParallel parallel, float* dy, float* x, float* scale, int rows, int length, float epsilon, float* dx, float* dscale, float* dbias,
        in Epilogue epilogue)
    {
        var pitch = LineStride.Of(length + S.Width);
        var parts = Math.Min(MaxParts, rows);
        var body = new Body
        {
            Dy = dy,
            X = x,
            Scale = scale,
            Dx = dx,
            Rows = rows,
            Length = length,
            Parts = parts,
            Pitch = pitch,
            Epsilon = epsilon,
            Epilogue = epilogue,
            Sums = dscale == null && dbias == null ? null : Scratch.Rent(ScratchUse.Sums, parts * 2 * pitch),
        };
        parallel.For(parts, ref body);
        Add(body.Sums, parts, 2 * pitch, length, dscale);
        Add(body.Sums + pitch, parts, 2 * pitch, length, dbias);
    }

    private static void Add(float* sums, int parts, long pitch, int length, float* total)
    {
        if (total == null)
            return;
        for (var k = 0; k < length; k++)
        {
            var sum = sums[k];
            for (var part = 1; part < parts; part++)
                sum += sums[part * pitch + k];
            total[k] = sum;
        }
    }

    private struct Body : IParallelBody
    {
        public required float* Dy, X, Scale, Dx, Sums;
        public required int Rows, Length, Parts;
        public required long Pitch;
        public required float Epsilon;
        public required Epilogue Epilogue;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            int first = (int)((long)Rows * part / Parts), end = (int)((long)Rows * (part + 1) / Parts);
            // x̂ and g of a row, whole vectors whose ends are zeros.
            float* normal = Scratch.Rent(ScratchUse.Block, 2 * Pitch), slope = normal + Pitch;
            float* dscale = Sums == null ? null : Sums + part * 2 * Pitch, dbias = dscale + Pitch;
            if (dscale != null)
                new Span<float>(dscale, (int)(2 * Pitch)).Clear();
            for (var row = first; row < end; row++)
            {
                var at = (long)row * Length;
                var r = Normalize(X + at, normal);
                if (dscale != null)
                    Accumulate(Dy + at, normal, dscale, dbias);
                if (Dx != null)
                    Write(Dy + at, normal, slope, r, at);
            }
        }

        /// <summary>x̂ of a row.</summary>
        /// <returns>r.</returns>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly float Normalize(float* x, float* normal)
        {
            var sum = S.Zero;
            for (var k = 0; k < Length; k += S.Width)
                sum = S.Add(sum, Lanes<S, V>.Load<Partial>(x + k, Length - k));
            var mean = S.Broadcast(S.Sum(sum) / Length);
            for (var k = 0; k < Length; k += S.Width)
                S.Store(S.Subtract(Lanes<S, V>.Load<Partial>(x + k, Length - k), mean), normal + k);
            for (var k = Length; k % S.Width != 0; k++)
                normal[k] = 0;
            sum = S.Zero;
            for (var k = 0; k < Length; k += S.Width)
                sum = S.MultiplyAdd(S.Load(normal + k), S.Load(normal + k), sum);
            var r = 1 / MathF.Sqrt(S.Sum(sum) / Length + Epsilon);
            for (var k = 0; k < Length; k += S.Width)
                S.Store(S.Multiply(S.Load(normal + k), S.Broadcast(r)), normal + k);
            return r;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Accumulate(float* dy, float* normal, float* dscale, float* dbias)
        {
            for (var k = 0; k < Length; k += S.Width)
            {
                var d = Lanes<S, V>.Load<Partial>(dy + k, Length - k);
                S.Store(S.MultiplyAdd(d, S.Load(normal + k), S.Load(dscale + k)), dscale + k);
                S.Store(S.Add(d, S.Load(dbias + k)), dbias + k);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Write(float* dy, float* normal, float* slope, float r, long at)
        {
            V sum = S.Zero, moment = S.Zero;
            for (var k = 0; k < Length; k += S.Width)
            {
                var g = S.Multiply(Lanes<S, V>.Load<Partial>(dy + k, Length - k), Lanes<S, V>.Load<Partial>(Scale + k, Length - k));
                S.Store(g, slope + k);
                sum = S.Add(sum, g);
                moment = S.MultiplyAdd(g, S.Load(normal + k), moment);
            }
            V mean = S.Broadcast(S.Sum(sum) / Length), share = S.Broadcast(-S.Sum(moment) / Length), factor = S.Broadcast(r);
            var whole = Length - Length % S.Width;
            for (var k = 0; k < whole; k += S.Width)
                Epilogue.Store<S, V, Whole>(Value(normal + k, slope + k, mean, share, factor), Dx, at + k, k, S.Width);
            if (whole < Length)
                Epilogue.Store<S, V, Partial>(Value(normal + whole, slope + whole, mean, share, factor), Dx, at + whole, whole, Length - whole);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Value(float* normal, float* slope, V mean, V share, V factor) =>
            S.Multiply(S.MultiplyAdd(S.Load(normal), share, S.Subtract(S.Load(slope), mean)), factor);
    }
}
