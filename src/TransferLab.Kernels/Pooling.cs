namespace TransferLab.Kernels;

/// <summary>Pooling and its gradients, NHWC. Windows as in <see cref="ConvolutionShape"/>, whose input and output channels are the same; padding never wins.</summary>
internal static unsafe class Pooling
{
    /// <summary>y = maximum over each window.</summary>
    public static void Max(IParallel parallel, in ConvolutionShape s, float* x, float* y)
    {
        for (var n = 0; n < s.Batch; n++)
            for (var i = 0; i < s.OutputHeight; i++)
                for (var j = 0; j < s.OutputWidth; j++)
                    for (var c = 0; c < s.InputChannels; c++)
                    {
                        var best = float.NegativeInfinity;
                        for (var a = 0; a < s.KernelHeight; a++)
                            for (var b = 0; b < s.KernelWidth; b++)
                            {
                                int h = i * s.StrideHeight + a * s.DilationHeight - s.PadTop, v = j * s.StrideWidth + b * s.DilationWidth - s.PadLeft;
                                if ((uint)h < s.Height && (uint)v < s.Width)
                                    best = Math.Max(best, x[(((long)n * s.Height + h) * s.Width + v) * s.InputChannels + c]);
                            }
                        y[(((long)n * s.OutputHeight + i) * s.OutputWidth + j) * s.InputChannels + c] = best;
                    }
    }

    /// <summary>dx = mask(x) · Σ dy at the first position of each window, row by row, that holds its maximum.</summary>
    public static void MaxGradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* y, Clamp mask, float* dx)
    {
        new Span<float>(dx, checked(s.InputPositions * s.InputChannels)).Clear();
        for (var n = 0; n < s.Batch; n++)
            for (var i = 0; i < s.OutputHeight; i++)
                for (var j = 0; j < s.OutputWidth; j++)
                    for (var c = 0; c < s.InputChannels; c++)
                    {
                        var at = (((long)n * s.OutputHeight + i) * s.OutputWidth + j) * s.InputChannels + c;
                        var found = false;
                        for (var a = 0; a < s.KernelHeight && !found; a++)
                            for (var b = 0; b < s.KernelWidth && !found; b++)
                            {
                                int h = i * s.StrideHeight + a * s.DilationHeight - s.PadTop, v = j * s.StrideWidth + b * s.DilationWidth - s.PadLeft;
                                var p = (((long)n * s.Height + h) * s.Width + v) * s.InputChannels + c;
                                if ((uint)h < s.Height && (uint)v < s.Width && x[p] == y[at])
                                {
                                    found = true;
                                    if (x[p] > mask.Low && x[p] < mask.High)
                                        dx[p] += dy[at];
                                }
                            }
                    }
    }

    /// <summary>y [N,C] = mean of x [N,P,C] over positions.</summary>
    public static void GlobalAverage(IParallel parallel, float* x, int batch, int positions, int channels, float* y)
    {
        for (var n = 0; n < batch; n++)
            for (var c = 0; c < channels; c++)
            {
                var sum = 0f;
                for (var p = 0; p < positions; p++)
                    sum += x[((long)n * positions + p) * channels + c];
                y[(long)n * channels + c] = sum / positions;
            }
    }

    /// <summary>dx [N,P,C] = mask(x) · dy [N,C] · scale.</summary>
    public static void GlobalAverageGradient(IParallel parallel, float* dy, float* x, int batch, int positions, int channels, float scale, Clamp mask, float* dx)
    {
        for (long i = 0; i < (long)batch * positions * channels; i++)
            dx[i] = x[i] > mask.Low && x[i] < mask.High ? dy[i / ((long)positions * channels) * channels + i % channels] * scale : 0;
    }
}
