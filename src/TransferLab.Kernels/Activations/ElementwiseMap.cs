using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Activations;

/// <summary>A pass over an activation that no other kernel could take along: additions, clamps, masks.</summary>
internal static unsafe class ElementwiseMap<S, V> where S : ISimd<V> where V : unmanaged
{
    // 64 KB: many parts for many threads, each long enough not to notice its start.
    private const int Chunk = 16 * 1024;

    /// <summary>y = epilogue(x) with an epilogue without bias.</summary>
    public static void Map(IParallel parallel, float* x, float* y, long count, in Epilogue epilogue)
    {
        var body = new Body { X = x, Y = y, Count = count, Epilogue = epilogue };
        parallel.For((int)((count + Chunk - 1) / Chunk), ref body);
    }

    private struct Body : IParallelBody
    {
        public required float* X, Y;
        public required long Count;
        public required Epilogue Epilogue;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            long first = (long)part * Chunk, end = Math.Min(first + Chunk, Count);
            var i = first;
            for (; i + S.Width <= end; i += S.Width)
                Epilogue.Store<S, V, Whole>(S.Load(X + i), Y, i, 0, S.Width);
            if (i < end)
                Epilogue.Store<S, V, Partial>(Lanes<S, V>.Load<Partial>(X + i, (int)(end - i)), Y, i, 0, (int)(end - i));
        }
    }
}
