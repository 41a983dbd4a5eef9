using TransferLab.Kernels.Simd;

namespace TransferLab.Kernels;

/// <summary>
/// What happens to a result on its way to memory: y = mask · clamp(v + bias + addend), each part only where it is there. It costs a few instructions
/// on values in registers, where a pass of its own would read and write the whole activation.
/// </summary>
internal readonly unsafe struct Epilogue
{
    private readonly bool _clamps;

    private Epilogue(float* bias, float* addend, float* mask, Clamp clamp)
    {
        Bias = bias;
        Addend = addend;
        Mask = mask;
        Limits = clamp;
        _clamps = mask == null && !clamp.IsNone;
    }

    /// <summary>One per output channel, or null.</summary>
    public float* Bias { get; }

    /// <summary>Laid out as the result, or null.</summary>
    public float* Addend { get; }

    /// <summary>Laid out as the result: what passes only where it lies between the limits; or null.</summary>
    public float* Mask { get; }

    public Clamp Limits { get; }

    /// <summary>y = clamp(v + bias + addend).</summary>
    public static Epilogue Forward(float* bias, float* addend, Clamp clamp) => new(bias, addend, null, clamp);

    /// <summary>y = v + addend where the activation's output lies between its limits, else 0.</summary>
    public static Epilogue Gradient(float* addend, float* activation, Clamp clamp) => new(null, addend, clamp.IsNone ? null : activation, clamp);

    /// <summary>For the results that begin so many channels further on.</summary>
    public Epilogue FromChannel(int channel) => new(Bias == null ? null : Bias + channel, Addend == null ? null : Addend + channel,
        Mask == null ? null : Mask + channel, Limits);

    /// <summary>Finishes a vector and stores it.</summary>
    /// <param name="v">The values.</param>
    /// <param name="y">Where the result begins.</param>
    /// <param name="at">Offset of the vector in result, addend and mask.</param>
    /// <param name="channel">Its channel.</param>
    /// <param name="count">Channels from there to the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<S, V, E>(V v, float* y, long at, int channel, int count) where S : ISimd<V> where V : unmanaged where E : IExtent
    {
        if (Bias != null)
            v = S.Add(v, Lanes<S, V>.Load<E>(Bias + channel, count));
        if (Addend != null)
            v = S.Add(v, Lanes<S, V>.Load<E>(Addend + at, count));
        if (_clamps)
            v = S.Clamp(v, S.Broadcast(Limits.Low), S.Broadcast(Limits.High));
        if (Mask != null)
            v = S.Between(v, Lanes<S, V>.Load<E>(Mask + at, count), S.Broadcast(Limits.Low), S.Broadcast(Limits.High));
        Lanes<S, V>.Store<E>(v, y + at, count);
    }
}
