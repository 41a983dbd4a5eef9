using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels.Activations;

/// <summary>y [N,C] = mean of x [N,P,C] over positions, and its gradient.</summary>
internal static unsafe class GlobalAveragePooling<S, V> where S : ISimd<V> where V : unmanaged
{
    public static void Forward(IParallel parallel, float* x, int batch, int positions, int channels, float* y)
    {
        var body = new Mean { X = x, Y = y, Positions = positions, Channels = channels };
        parallel.For(batch, ref body);
    }

    /// <summary>dx [N,P,C] = epilogue(dy [N,C] · scale).</summary>
    public static void Gradient(IParallel parallel, float* dy, int batch, int positions, int channels, float scale, in Epilogue epilogue, float* dx)
    {
        var body = new Spread { Dy = dy, Dx = dx, Positions = positions, Channels = channels, Scale = scale, Epilogue = epilogue };
        parallel.For(batch, ref body);
    }

    private struct Mean : IParallelBody
    {
        public required float* X, Y;
        public required int Positions, Channels;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var share = S.Broadcast(1f / Positions);
            for (var c = 0; c < Channels; c += S.Width)
            {
                var sum = S.Zero;
                for (var p = 0; p < Positions; p++)
                    sum = S.Add(sum, Lanes<S, V>.Load<Partial>(X + ((long)part * Positions + p) * Channels + c, Channels - c));
                Lanes<S, V>.Store<Partial>(S.Multiply(sum, share), Y + (long)part * Channels + c, Channels - c);
            }
        }
    }

    private struct Spread : IParallelBody
    {
        public required float* Dy, Dx;
        public required int Positions, Channels;
        public required float Scale;
        public required Epilogue Epilogue;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part)
        {
            var scale = S.Broadcast(Scale);
            for (var p = 0; p < Positions; p++)
                for (var c = 0; c < Channels; c += S.Width)
                {
                    var left = Channels - c;
                    var gradient = S.Multiply(Lanes<S, V>.Load<Partial>(Dy + (long)part * Channels + c, left), scale);
                    Epilogue.Store<S, V, Partial>(gradient, Dx, ((long)part * Positions + p) * Channels + c, c, left);
                }
        }
    }
}
