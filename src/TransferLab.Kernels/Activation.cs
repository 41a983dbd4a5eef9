namespace TransferLab.Kernels;

/// <summary>Passes over activations by the best path of this processor.</summary>
internal static unsafe class Elementwise
{
    /// <summary>y = clamp(x + addend).</summary>
    public static void Clamp(IParallel parallel, float* x, float* addend, Clamp clamp, float* y, long count) =>
        KernelSet.Best.Map(parallel, x, y, count, Epilogue.Forward(null, addend, clamp));

    /// <summary>dx = mask(y) · (dy + addend).</summary>
    public static void ClampGradient(IParallel parallel, float* dy, float* y, float* addend, Clamp clamp, float* dx, long count) =>
        KernelSet.Best.Map(parallel, dy, dx, count, Epilogue.Gradient(addend, y, clamp));
}

/// <summary>Between channels first and channels last.</summary>
internal static unsafe class Layout
{
    /// <summary>[N,C,P] to [N,P,C], P positions.</summary>
    public static void ToChannelsLast(IParallel parallel, float* x, float* y, int batch, int channels, int positions) =>
        KernelSet.Best.Transpose(parallel, x, y, batch, channels, positions);

    /// <summary>[N,P,C] to [N,C,P].</summary>
    public static void ToChannelsFirst(IParallel parallel, float* x, float* y, int batch, int channels, int positions) =>
        KernelSet.Best.Transpose(parallel, x, y, batch, positions, channels);
}

/// <summary>Pooling and its gradients. Windows as in <see cref="ConvolutionShape"/>, whose input and output channels are the same; padding never wins.</summary>
internal static unsafe class Pooling
{
    /// <summary>y = maximum over each window.</summary>
    public static void Max(IParallel parallel, in ConvolutionShape s, float* x, float* y) => KernelSet.Best.MaxPool(parallel, s, x, y);

    /// <summary>dx = mask(x) · Σ dy at the first position of each window, row by row, that holds its maximum.</summary>
    public static void MaxGradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* y, Clamp mask, float* dx) =>
        KernelSet.Best.MaxPoolGradient(parallel, s, dy, x, y, Epilogue.Gradient(null, x, mask), dx);

    /// <summary>y [N,C] = mean of x [N,P,C] over positions.</summary>
    public static void GlobalAverage(IParallel parallel, float* x, int batch, int positions, int channels, float* y) =>
        KernelSet.Best.GlobalAverage(parallel, x, batch, positions, channels, y);

    /// <summary>dx [N,P,C] = mask(x) · dy [N,C] · scale.</summary>
    public static void GlobalAverageGradient(IParallel parallel, float* dy, float* x, int batch, int positions, int channels, float scale, Clamp mask, float* dx) =>
        KernelSet.Best.GlobalAverageGradient(parallel, dy, batch, positions, channels, scale, Epilogue.Gradient(null, x, mask), dx);
}
