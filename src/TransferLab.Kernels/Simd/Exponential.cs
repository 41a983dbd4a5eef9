namespace TransferLab.Kernels.Simd;

/// <summary>
/// e^v = 2^n · e^r with n = round(v / ln 2), and e^r, |r| ≤ ½ ln 2, by its series to the 7th power: the first term left out is 6e-9 of the value. Below −87 as
/// at −87, which is 1.6e-38; above 88 as at 88.
/// </summary>
/// <remarks>The framework's Vector256.Exp goes by double precision and takes more than twice the time (docs/performance.md).</remarks>
internal static class Exponential<S, V> where S : ISimd<V> where V : unmanaged
{
    // ln 2 in two parts: n times the first is exact.
    private const float High = 0.693359375f, Low = -2.12194440e-4f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V v)
    {
        v = S.Clamp(v, S.Broadcast(-87), S.Broadcast(88));
        var n = S.Round(S.Multiply(v, S.Broadcast(1.44269504f)));
        var r = S.MultiplyAdd(n, S.Broadcast(-Low), S.MultiplyAdd(n, S.Broadcast(-High), v));
        var p = S.MultiplyAdd(r, S.Broadcast(1 / 5040f), S.Broadcast(1 / 720f));
        p = S.MultiplyAdd(p, r, S.Broadcast(1 / 120f));
        p = S.MultiplyAdd(p, r, S.Broadcast(1 / 24f));
        p = S.MultiplyAdd(p, r, S.Broadcast(1 / 6f));
        p = S.MultiplyAdd(p, r, S.Broadcast(0.5f));
        p = S.MultiplyAdd(p, r, S.Broadcast(1));
        p = S.MultiplyAdd(p, r, S.Broadcast(1));
        return S.Multiply(p, S.PowerOfTwo(n));
    }
}
