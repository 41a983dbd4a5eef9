namespace TransferLab.Kernels.Simd;

/// <summary>
/// A width of vectors, as a type parameter of the kernels: every algorithm is written once, and the JIT compiles it for each width, where all of this is
/// one instruction.
/// </summary>
/// <typeparam name="V">The vector.</typeparam>
internal unsafe interface ISimd<V> where V : unmanaged
{
    /// <summary>Floats in a vector; a constant to the JIT.</summary>
    static abstract int Width { get; }

    static abstract V Zero { get; }

    static abstract V Broadcast(float value);

    static abstract V Load(float* p);

    static abstract void Store(V v, float* p);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>The nearest whole number.</summary>
    static abstract V Round(V v);

    /// <summary>2^v for whole v from −126 to 127.</summary>
    static abstract V PowerOfTwo(V v);

    /// <summary>The sum of all floats.</summary>
    static abstract float Sum(V v);

    /// <summary>a·b + c, rounded once where the processor has it.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>min(max(v, low), high); NaN stays NaN.</summary>
    static abstract V Clamp(V v, V low, V high);

    /// <summary>The larger of each; NaN in <paramref name="b"/> stays NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary><paramref name="v"/> where low &lt; x &lt; high, else 0.</summary>
    static abstract V Between(V v, V x, V low, V high);

    /// <summary><paramref name="v"/> where a = b, else 0.</summary>
    static abstract V WhereEqual(V v, V a, V b);

    /// <summary><paramref name="v"/> where a ≠ b, else 0.</summary>
    static abstract V WhereNotEqual(V v, V a, V b);
}
