using TransferLab.Kernels.Matrix;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Winograd;

/// <summary>
/// 3×3 convolutions with stride 1, and their data gradients, by Winograd's F(4,3): input tiles are transformed, multiplied with transformed filters
/// frequency by frequency (36 matrix products over channels), and transformed back, a quarter of the multiplications of the direct form.
/// </summary>
internal static unsafe class WinogradConvolution<S, V> where S : ISimd<V> where V : unmanaged
{
    // Fewer tiles do not pay for reading transformed weights, which are four times as large.
    private const int FewestTiles = 8;

    // Fewer channels do not pay for the transforms.
    private const int FewestChannels = 16;

    // Transformed inputs of a block: 36 frequencies of so many floats (864 KB) stay in a second cache of 1 MB.
    private const int BlockFloats = 6 * 1024;

    // Channels written at a time: a block of the input that has come to the first cache serves them all.
    private const int GroupColumns = 32;

    /// <summary>Whether a convolution has the form, and gains by it.</summary>
    public static bool Takes(in ConvolutionShape s) => s is
    {
        KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1, PadTop: <= 2, PadLeft: <= 2,
        InputChannels: >= FewestChannels, OutputChannels: >= FewestChannels,
    } && WinogradTiles.Forward(s).Count >= FewestTiles;

    /// <summary>y = epilogue(x * w).</summary>
    /// <param name="parallel">Who runs it.</param>
    /// <param name="tiles">Where the tiles lie.</param>
    /// <param name="x">Input.</param>
    /// <param name="weights">The filters; transformed here where <paramref name="packed"/> is null.</param>
    /// <param name="packed">The filters transformed, where they were before; else null.</param>
    /// <param name="y">Result.</param>
    /// <param name="epilogue">How it is finished.</param>
    public static void Run(IParallel parallel, in WinogradTiles tiles, float* x, WinogradWeights<S, V> weights, float* packed, float* y, in Epilogue epilogue)
    {
        int reads = weights.Reads, pitch = (int)LineStride.Of(reads);
        var block = Math.Clamp(BlockFloats / reads, 12, 72) / MicroKernel<S, V>.MaxRows * MicroKernel<S, V>.MaxRows;
        var body = new Body
        {
            Tiles = tiles,
            X = x,
            Y = y,
            Weights = weights,
            Packed = packed,
            Pitch = pitch,
            Block = block,
            Epilogue = epilogue,
            FilterStride = (nint)WinogradWeights<S, V>.Stride(reads),
            BlockStride = (nint)LineStride.Of((long)block * pitch),
            Zeros = Scratch.Rent(ScratchUse.Zeros, reads + S.Width),
            Panels = BlockProduct<S, V>.Panels(weights.Writes),
        };
        if (tiles.Count < weights.Writes)
        {
            // The filters take more memory than the input: a part has some of them, transforms them when it comes to them, and the input is transformed
            // for all.
            body.SharedStride = (nint)LineStride.Of((long)tiles.Count * pitch);
            body.Shared = Scratch.Rent(ScratchUse.Activations, WinogradTiles.Frequencies * body.SharedStride);
            var transform = new TransformAll { Of = body };
            parallel.For((tiles.Count + TransformAll.Each - 1) / TransformAll.Each, ref transform);
            parallel.For((weights.Writes + GroupColumns - 1) / GroupColumns, ref body);
            return;
        }
        if (packed == null)
        {
            body.Packed = Scratch.Rent(ScratchUse.Weights, WinogradWeights<S, V>.Length(reads, weights.Writes));
            weights.Pack(parallel, body.Packed);
        }
        parallel.For((tiles.Count + block - 1) / block, ref body);
    }

    private struct Body : IParallelBody
    {
        public required WinogradTiles Tiles;
        public required WinogradWeights<S, V> Weights;
        public required float* X, Y, Zeros;
        public required int Pitch, Block, Panels;
        public required Epilogue Epilogue;

        /// <summary>All filters transformed; null where each part transforms its own.</summary>
        public required float* Packed;

        /// <summary>Floats from one frequency to the next: of filters, of a block of the input, of the whole input.</summary>
        public required nint FilterStride, BlockStride;

        public nint SharedStride;

        /// <summary>The whole input transformed, [frequency][tile][pitch]; null where each part transforms its block.</summary>
        public float* Shared;

        private static int GroupPanels => GroupColumns / MicroKernel<S, V>.Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]

        public readonly void Run(int part)
        {
            if (Shared != null)
                RunFilters(part * GroupPanels, Math.Min((part + 1) * GroupPanels, Panels));
            else
                RunTiles(part * Block, Math.Min(Block, Tiles.Count - part * Block));
        }

        /// <summary>All tiles by some filters.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void RunFilters(int panel0, int panel1)
        {
            var length = WinogradTiles.Frequencies * FilterStride;
            var filters = Packed + panel0 * length;
            if (Packed == null)
            {
                filters = Scratch.Rent(ScratchUse.Panel, (panel1 - panel0) * length);
                for (var panel = panel0; panel < panel1; panel++)
                    Weights.Transform(panel, filters + (panel - panel0) * length);
            }
            for (var tile = 0; tile < Tiles.Count; tile += Block)
                Multiply(Shared + (long)tile * Pitch, SharedStride, tile, Math.Min(Block, Tiles.Count - tile), filters, panel0, panel1);
        }

        /// <summary>Some tiles by all filters.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void RunTiles(int first, int tiles)
        {
            var input = Scratch.Rent(ScratchUse.Block, WinogradTiles.Frequencies * BlockStride);
            for (var t = 0; t < tiles; t++)
                TileTransforms<S, V>.Input(Tiles, X, Weights.Reads, first + t, Zeros, input + (long)t * Pitch, BlockStride);
            for (var panel = 0; panel < Panels; panel += GroupPanels)
                Multiply(input, BlockStride, first, tiles, Packed + panel * WinogradTiles.Frequencies * FilterStride, panel,
                    Math.Min(panel + GroupPanels, Panels));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Multiply(float* input, nint frequency, int first, int tiles, float* filters, int panel0, int panel1)
        {
            var width = MicroKernel<S, V>.Columns;
            nint pitch = (panel1 - panel0) * width, stride = (nint)LineStride.Of(Block * pitch);
            var products = Scratch.Rent(ScratchUse.Products, WinogradTiles.Frequencies * stride);
            for (var f = 0; f < WinogradTiles.Frequencies; f++)
                for (var panel = 0; panel < panel1 - panel0; panel++)
                    for (var t = 0; t < tiles; t += MicroKernel<S, V>.MaxRows)
                        MicroKernel<S, V>.Run(Math.Min(MicroKernel<S, V>.MaxRows, tiles - t), Weights.Reads, input + f * frequency + (long)t * Pitch, Pitch, 1,
                            filters + (panel * WinogradTiles.Frequencies + f) * FilterStride, products + f * stride + t * pitch + panel * width, pitch,
                            accumulate: false);
            for (var t = 0; t < tiles; t++)
                TileTransforms<S, V>.Output(Tiles, products + t * pitch, stride, panel0 * width, panel1 * width, Weights.Writes, first + t, Y, Epilogue);
        }
    }

    /// <summary>Transforms some tiles of the input, for all parts.</summary>
    private struct TransformAll : IParallelBody
    {
        public const int Each = 8;

        public required Body Of;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]

        public readonly void Run(int part)
        {
            for (var t = part * Each; t < Math.Min(Of.Tiles.Count, (part + 1) * Each); t++)
                TileTransforms<S, V>.Input(Of.Tiles, Of.X, Of.Weights.Reads, t, Of.Zeros, Of.Shared + (long)t * Of.Pitch, Of.SharedStride);
        }
    }
}
