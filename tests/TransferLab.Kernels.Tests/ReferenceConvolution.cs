namespace TransferLab.Kernels.Tests;

/// <summary>Convolution and its gradients by their definition, in double precision.</summary>
internal sealed class ReferenceConvolution
{
    private readonly ConvolutionShape _shape;

    public ReferenceConvolution(ConvolutionShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> dy)
    {
        _shape = shape;
        Y = new double[(long)shape.OutputPositions * shape.OutputChannels];
        Dx = new double[x.Length];
        Dw = new double[w.Length];
        Db = new double[shape.OutputChannels];
        for (var at = 0; at < Y.Length; at++)
            Position(at, x, w, dy[at]);
        Scale = (Largest(Y), Largest(Dx), Largest(Dw), Largest(Db));
    }

    public double[] Y { get; }

    public double[] Dx { get; }

    public double[] Dw { get; }

    public double[] Db { get; }

    /// <summary>The largest magnitude of each.</summary>
    public (double Y, double Dx, double Dw, double Db) Scale { get; }

    private static double Largest(double[] values) => values.Max(Math.Abs);

    private void Position(int at, ReadOnlySpan<float> x, ReadOnlySpan<float> w, double dy)
    {
        var s = _shape;
        var (rest, o) = Math.DivRem(at, s.OutputChannels);
        (rest, var j) = Math.DivRem(rest, s.OutputWidth);
        var (n, i) = Math.DivRem(rest, s.OutputHeight);
        Db[o] += dy;
        for (var a = 0; a < s.KernelHeight; a++)
            for (var b = 0; b < s.KernelWidth; b++)
            {
                int h = i * s.StrideHeight + a * s.DilationHeight - s.PadTop, v = j * s.StrideWidth + b * s.DilationWidth - s.PadLeft;
                if (h < 0 || v < 0 || h >= s.Height || v >= s.Width)
                    continue;
                for (var c = 0; c < s.GroupInputs; c++)
                {
                    var p = ((n * s.Height + h) * s.Width + v) * s.InputChannels + o / s.GroupOutputs * s.GroupInputs + c;
                    var q = o * s.OutputStride + c * s.InputStride + a * s.KernelWidth + b;
                    Y[at] += (double)x[p] * w[q];
                    Dx[p] += dy * w[q];
                    Dw[q] += dy * x[p];
                }
            }
    }
}
