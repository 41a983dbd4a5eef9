namespace TransferLab.Kernels.Simd;

/// <summary>
/// Whether vectors are whole, as a type parameter: the end of a row whose channels do not fill the last vector is compiled apart, since a branch to a call
/// in an inner loop would make the JIT keep every vector in memory.
/// </summary>
internal interface IExtent
{
    static abstract bool IsWhole { get; }
}

/// <summary>All floats of a vector are there.</summary>
internal readonly struct Whole : IExtent
{
    public static bool IsWhole => true;
}

/// <summary>Only some may be.</summary>
internal readonly struct Partial : IExtent
{
    public static bool IsWhole => false;
}

/// <summary>Loads and stores of vectors that may be whole or the end of a row.</summary>
internal static unsafe class Lanes<S, V> where S : ISimd<V> where V : unmanaged
{
    /// <summary>Loads <paramref name="count"/> floats, a whole vector where there are so many; the rest is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<E>(float* p, int count) where E : IExtent => E.IsWhole || count >= S.Width ? S.Load(p) : LoadFew(p, count);

    /// <summary>Stores the first <paramref name="count"/> floats, all where the vector has no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<E>(V v, float* p, int count) where E : IExtent
    {
        if (E.IsWhole || count >= S.Width)
            S.Store(v, p);
        else
            StoreFew(v, p, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V LoadFew(float* p, int count)
    {
        V v = default;
        for (var i = 0; i < count; i++)
            ((float*)&v)[i] = p[i];
        return v;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreFew(V v, float* p, int count)
    {
        for (var i = 0; i < count; i++)
            p[i] = ((float*)&v)[i];
    }
}
