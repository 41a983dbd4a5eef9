using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Activations;

/// <summary>Sums over positions: the gradient of a bias whose weights are frozen.</summary>
internal static unsafe class ChannelSums<S, V> where S : ISimd<V> where V : unmanaged
{
    private const int MaxParts = 16;

    /// <summary>sums [C] = Σ over positions of x [positions, C]; parts of a fixed number, added up in order.</summary>
    public static void Run(IParallel parallel, float* x, int positions, int channels, float* sums)
    {
        var parts = Math.Min(MaxParts, positions);
        var pitch = channels + S.Width;
        var body = new Body
        {
            X = x,
            Positions = positions,
            Channels = channels,
            Parts = parts,
            Pitch = pitch,
            Sums = Scratch.Rent(ScratchUse.Sums, (long)parts * pitch),
        };
        parallel.For(parts, ref body);
        for (var c = 0; c < channels; c++)
        {
            var sum = 0f;
            for (var part = 0; part < parts; part++)
                sum += body.Sums[part * pitch + c];
            sums[c] = sum;
        }
    }

    private struct Body : IParallelBody
    {
        public required float* X, Sums;
        public required int Positions, Channels, Parts, Pitch;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            int first = (int)((long)Positions * part / Parts), end = (int)((long)Positions * (part + 1) / Parts);
            for (var c = 0; c < Channels; c += S.Width)
            {
                var sum = S.Zero;
                for (var p = first; p < end; p++)
                    sum = S.Add(sum, Lanes<S, V>.Load<Partial>(X + (long)p * Channels + c, Channels - c));
                S.Store(sum, Sums + (long)part * Pitch + c);
            }
        }
    }
}
