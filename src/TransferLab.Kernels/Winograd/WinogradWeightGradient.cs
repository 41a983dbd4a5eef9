using TransferLab.Kernels.Matrix;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Winograd;

/// <summary>
/// dw = Gᵀ[Σ over tiles of (Bᵀ·x·B) ⊙ (A·dy·Aᵀ)]·G: the exact adjoint of the forward form, 36 products over tiles. Tiles go in chunks, each transformed
/// by all threads and then multiplied panel by panel, so that every sum has one order.
/// </summary>
internal static unsafe class WinogradWeightGradient<S, V> where S : ISimd<V> where V : unmanaged
{
    // Tiles of a chunk times channels: a frequency of the input takes 48 KB, and is read once per panel.
    private const int ChunkFloats = 12 * 1024;

    private const int Transformed = 8;

    public static void Run(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* dw, float* db)
    {
        var tiles = WinogradTiles.Forward(s);
        var chunk = Math.Min(tiles.Count, Math.Max(ChunkFloats / s.InputChannels, 48));
        var width = MicroKernel<S, V>.Columns;
        var panels = BlockProduct<S, V>.Panels(s.OutputChannels);
        var pitch = (int)LineStride.Of(s.InputChannels);
        var chunks = (tiles.Count + chunk - 1) / chunk;
        var sumStride = (nint)LineStride.Of((long)s.InputChannels * width);
        var inputStride = (nint)LineStride.Of((long)chunk * pitch);
        var gradientStride = (nint)LineStride.Of((long)chunk * width);
        var body = new Body
        {
            Tiles = tiles,
            X = x,
            Dy = dy,
            Dw = dw,
            Db = db,
            Inputs = s.InputChannels,
            Outputs = s.OutputChannels,
            Chunk = chunk,
            Pitch = pitch,
            Panels = panels,
            Zeros = Scratch.Rent(ScratchUse.Zeros, Math.Max(s.InputChannels, s.OutputChannels) + S.Width),
            Input = Scratch.Rent(ScratchUse.Activations, WinogradTiles.Frequencies * inputStride),
            Gradient = Scratch.Rent(ScratchUse.Gradients, panels * WinogradTiles.Frequencies * gradientStride),
            Sums = chunks == 1 ? null : Scratch.Rent(ScratchUse.Sums, panels * WinogradTiles.Frequencies * sumStride),
            InputStride = inputStride,
            GradientStride = gradientStride,
            SumStride = sumStride,
        };
        for (var first = 0; first < tiles.Count; first += chunk)
        {
            (body.First, body.Count) = (first, Math.Min(chunk, tiles.Count - first));
            var transform = new Transform { Of = body };
            parallel.For((body.Count + Transformed - 1) / Transformed, ref transform);
            parallel.For(panels, ref body);
        }
    }

    private struct Body : IParallelBody
    {
        public required WinogradTiles Tiles;
        public required float* X, Dy, Dw, Db, Zeros, Input, Gradient, Sums;
        public required int Inputs, Outputs, Chunk, Pitch, Panels;

        /// <summary>Floats from one frequency to the next.</summary>
        public required nint InputStride, GradientStride, SumStride;

        public int First, Count;

        /// <summary>Multiplies one panel, and after the last chunk writes its filters.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var width = MicroKernel<S, V>.Columns;
            var sums = Sums == null ? Scratch.Rent(ScratchUse.Products, WinogradTiles.Frequencies * SumStride)
                : Sums + part * WinogradTiles.Frequencies * SumStride;
            for (var f = 0; f < WinogradTiles.Frequencies; f++)
            {
                var input = Input + f * InputStride;
                var gradient = Gradient + ((long)part * WinogradTiles.Frequencies + f) * GradientStride;
                for (var c = 0; c < Inputs; c += MicroKernel<S, V>.MaxRows)
                    MicroKernel<S, V>.Run(Math.Min(MicroKernel<S, V>.MaxRows, Inputs - c), Count, input + c, 1, Pitch, gradient,
                        sums + f * SumStride + (long)c * width, width, accumulate: First > 0);
            }
            if (Db != null)
                AddBias(part);
            if (First + Count == Tiles.Count)
                for (var c = 0; c < Inputs; c++)
                    Write(part, sums + (long)c * width, SumStride, c);
        }

        /// <summary>Gᵀ·u·G of the filters of one input channel and a panel of output channels, as ONNX has them.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Write(int panel, float* sums, nint stride, int input)
        {
            const int P = WinogradTiles.Points;
            int width = MicroKernel<S, V>.Columns, column = panel * width;
            var half = stackalloc float[3 * P * S.Width];
            var taps = stackalloc float[9 * S.Width];
            for (var v = 0; v < width; v += S.Width)
            {
                for (var j = 0; j < P; j++)
                {
                    var u = sums + v + j * stride;
                    WinogradTransforms<S, V>.WeightAdjoint(S.Load(u), S.Load(u + P * stride), S.Load(u + 2 * P * stride), S.Load(u + 3 * P * stride),
                        S.Load(u + 4 * P * stride), S.Load(u + 5 * P * stride), half + j * S.Width, P * S.Width);
                }
                for (var i = 0; i < 3; i++)
                {
                    var u = half + i * P * S.Width;
                    WinogradTransforms<S, V>.WeightAdjoint(S.Load(u), S.Load(u + S.Width), S.Load(u + 2 * S.Width), S.Load(u + 3 * S.Width),
                        S.Load(u + 4 * S.Width), S.Load(u + 5 * S.Width), taps + i * 3 * S.Width, S.Width);
                }
                for (var o = 0; o < Math.Min(S.Width, Outputs - column - v); o++)
                {
                    var filter = Dw + ((long)(column + v + o) * Inputs + input) * 9;
                    for (var t = 0; t < 9; t++)
                        filter[t] = taps[t * S.Width + o];
                }
            }
        }

        /// <summary>
        /// Σ dy of a panel. The adjoint of the output transform has the sum of a tile as a point: A·1 is the row of the point 1, so that frequency (1,1)
        /// is Σ over the tile.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void AddBias(int panel)
        {
            const int Ones = WinogradTiles.Points + 1;
            int width = MicroKernel<S, V>.Columns, column = panel * width;
            var gradient = Gradient + ((long)panel * WinogradTiles.Frequencies + Ones) * GradientStride;
            for (var v = 0; v < width && column + v < Outputs; v += S.Width)
            {
                var left = Outputs - column - v;
                var sum = First == 0 ? S.Zero : Lanes<S, V>.Load<Partial>(Db + column + v, left);
                for (var t = 0; t < Count; t++)
                    sum = S.Add(sum, S.Load(gradient + (long)t * width + v));
                Lanes<S, V>.Store<Partial>(sum, Db + column + v, left);
            }
        }
    }

    /// <summary>Transforms inputs and output gradients of some tiles of the chunk.</summary>
    private struct Transform : IParallelBody
    {
        public required Body Of;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]

        public readonly void Run(int part)
        {
            var width = MicroKernel<S, V>.Columns;
            for (var t = part * Transformed; t < Math.Min(Of.Count, (part + 1) * Transformed); t++)
            {
                TileTransforms<S, V>.Input(Of.Tiles, Of.X, Of.Inputs, Of.First + t, Of.Zeros, Of.Input + (long)t * Of.Pitch, Of.InputStride);
                TileTransforms<S, V>.OutputAdjoint(Of.Tiles, Of.Dy, Of.Outputs, Of.First + t, Of.Zeros, Of.Gradient + (long)t * width,
                    Of.GradientStride, WinogradTiles.Frequencies * Of.GradientStride);
            }
        }
    }
}
