using TransferLab.Kernels.Matrix;
using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Winograd;

/// <summary>
/// 3×3 convolutions with stride 1, and their data gradients, by Winograd's F(4,3): input tiles are transformed, multiplied with transformed filters frequency by frequency (36 matrix products
/// over channels), and transformed back, a quarter of the multiplications of the direct form.
/// </summary>
internal static unsafe class WinogradConvolution<S, V> where S : ISimd<V> where V : unmanaged
{
    // Fewer tiles do not pay for reading transformed weights, which are four times as large.
    private const int FewestTiles = 8;

    // Fewer channels do not pay for the transforms.
    private const int FewestChannels = 16;

    // Transformed inputs of a block: 36 frequencies of so many floats (576 KB) stay in a second cache of 1 MB.
    private const int BlockFloats = 4 * 1024;

    // Channels written by a part where the input is transformed for all.
    private const int PartColumns = 32;

    /// <summary>Whether a convolution has the form, and gains by it.</summary>
    public static bool Takes(in ConvolutionShape s) => s is
        {
            KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1, PadTop: <= 2, PadLeft: <= 2,
            InputChannels: >= FewestChannels, OutputChannels: >= FewestChannels,
        } && WinogradTiles.Forward(s).Count >= FewestTiles;

    /// <summary>y = epilogue(x * w), w transformed by <see cref="WinogradWeights{S, V}"/>.</summary>
    public static void Run(IParallel parallel, in WinogradTiles tiles, float* x, int reads, float* packed, int writes, float* y, in Epilogue epilogue)
    {
        // Padded, so that the rows of a tile do not fall into the same sets of a cache.
        var pitch = (reads + S.Width - 1) / S.Width * S.Width + 16;
        var block = Math.Clamp(BlockFloats / reads, 12, 96) / MicroKernel<S, V>.MaxRows * MicroKernel<S, V>.MaxRows;
        var body = new Body
        {
            Tiles = tiles, X = x, Y = y, Packed = packed, Reads = reads, Writes = writes, Pitch = pitch, Block = block, Epilogue = epilogue,
            Zeros = Scratch.Rent(ScratchUse.Zeros, reads + S.Width), Panels = BlockProduct<S, V>.Panels(writes),
        };
        // Where the filters take more memory than the input, each is read once, and the input is transformed for all parts together.
        if (tiles.Count < writes)
        {
            body.Shared = Scratch.Rent(ScratchUse.Activations, (long)WinogradTiles.Frequencies * tiles.Count * pitch);
            var transform = new TransformAll { Of = body };
            parallel.For((tiles.Count + TransformAll.Each - 1) / TransformAll.Each, ref transform);
            parallel.For((writes + PartColumns - 1) / PartColumns, ref body);
        }
        else
            parallel.For((tiles.Count + block - 1) / block, ref body);
    }

    private struct Body : IParallelBody
    {
        public required WinogradTiles Tiles;
        public required float* X, Y, Packed, Zeros;
        public required int Reads, Writes, Pitch, Block, Panels;
        public required Epilogue Epilogue;

        /// <summary>The whole input transformed, [frequency][tile][pitch]; null where each part transforms its block.</summary>
        public float* Shared;

        public readonly void Run(int part)
        {
            var count = Tiles.Count;
            if (Shared != null)
            {
                var width = MicroKernel<S, V>.Columns;
                int first = part * PartColumns / width, end = Math.Min((part + 1) * PartColumns / width, Panels);
                for (var tile = 0; tile < count; tile += Block)
                    Multiply(Shared + (long)tile * Pitch, (nint)count * Pitch, tile, Math.Min(Block, count - tile), first, end);
                return;
            }
            var start = part * Block;
            var tiles = Math.Min(Block, count - start);
            var input = Scratch.Rent(ScratchUse.Block, (long)WinogradTiles.Frequencies * Block * Pitch);
            for (var t = 0; t < tiles; t++)
                TileTransforms<S, V>.Input(Tiles, X, Reads, start + t, Zeros, input + (long)t * Pitch, (nint)Block * Pitch);
            Multiply(input, (nint)Block * Pitch, start, tiles, 0, Panels);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Multiply(float* input, nint frequency, int first, int tiles, int panel0, int panel1)
        {
            var width = MicroKernel<S, V>.Columns;
            var products = Scratch.Rent(ScratchUse.Products, (long)WinogradTiles.Frequencies * Block * width);
            for (var panel = panel0; panel < panel1; panel++)
            {
                for (var f = 0; f < WinogradTiles.Frequencies; f++)
                {
                    var filters = Packed + ((long)panel * WinogradTiles.Frequencies + f) * Reads * width;
                    for (var t = 0; t < tiles; t += MicroKernel<S, V>.MaxRows)
                        MicroKernel<S, V>.Run(Math.Min(MicroKernel<S, V>.MaxRows, tiles - t), Reads, input + f * frequency + (long)t * Pitch, Pitch, 1,
                            filters, products + ((long)f * Block + t) * width, width, accumulate: false);
                }
                for (var t = 0; t < tiles; t++)
                    TileTransforms<S, V>.Output(Tiles, products + t * width, (nint)Block * width, panel * width, Writes, first + t, Y, Epilogue);
            }
        }
    }

    /// <summary>Transforms some tiles of the input, for all parts.</summary>
    private struct TransformAll : IParallelBody
    {
        public const int Each = 8;

        public required Body Of;

        public readonly void Run(int part)
        {
            var count = Of.Tiles.Count;
            for (var t = part * Each; t < Math.Min(count, (part + 1) * Each); t++)
                TileTransforms<S, V>.Input(Of.Tiles, Of.X, Of.Reads, t, Of.Zeros, Of.Shared + (long)t * Of.Pitch, (nint)count * Of.Pitch);
        }
    }
}
