namespace TransferLab.Kernels;

/// <summary>Elementwise passes that no other kernel could take along.</summary>
internal static unsafe class Elementwise
{
    /// <summary>y = clamp(x + addend).</summary>
    public static void Clamp(IParallel parallel, float* x, float* addend, Clamp clamp, float* y, long count)
    {
        for (long i = 0; i < count; i++)
            y[i] = Math.Min(Math.Max(x[i] + (addend == null ? 0 : addend[i]), clamp.Low), clamp.High);
    }

    /// <summary>dx = mask(y) · (dy + addend).</summary>
    public static void ClampGradient(IParallel parallel, float* dy, float* y, float* addend, Clamp clamp, float* dx, long count)
    {
        for (long i = 0; i < count; i++)
            dx[i] = y[i] > clamp.Low && y[i] < clamp.High ? dy[i] + (addend == null ? 0 : addend[i]) : 0;
    }
}
