namespace TransferLab.Kernels;

/// <summary>
/// A convolution and its gradients, NHWC, weights as ONNX has them ([O,C/g,KH,KW]). Stateless but for weights that are known to stay as they are, which
/// are packed once; may be used from several threads at once.
/// </summary>
internal sealed unsafe class Convolution : IDisposable
{
    /// <param name="constantWeights">Weights that never change, packed when first used; null where every call brings its own.</param>
    public Convolution(float* constantWeights = null) { }

    /// <summary>y = clamp(x * w + bias + addend).</summary>
    /// <param name="parallel">Who runs it.</param>
    /// <param name="s">Geometry.</param>
    /// <param name="x">[N,H,W,C].</param>
    /// <param name="w">[O,C/g,KH,KW].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="addend">Like y, or null.</param>
    /// <param name="clamp">The activation.</param>
    /// <param name="y">[N,OH,OW,O].</param>
    public void Forward(IParallel parallel, in ConvolutionShape s, float* x, float* w, float* bias, float* addend, Clamp clamp, float* y)
    {
        for (var n = 0; n < s.Batch; n++)
            for (var i = 0; i < s.OutputHeight; i++)
                for (var j = 0; j < s.OutputWidth; j++)
                    for (var o = 0; o < s.OutputChannels; o++)
                    {
                        var at = ((((long)n * s.OutputHeight + i) * s.OutputWidth + j) * s.OutputChannels) + o;
                        var sum = (bias == null ? 0 : bias[o]) + (addend == null ? 0 : addend[at]);
                        for (var a = 0; a < s.KernelHeight; a++)
                            for (var b = 0; b < s.KernelWidth; b++)
                            {
                                int h = i * s.StrideHeight + a * s.DilationHeight - s.PadTop, v = j * s.StrideWidth + b * s.DilationWidth - s.PadLeft;
                                if ((uint)h >= s.Height || (uint)v >= s.Width)
                                    continue;
                                for (var c = 0; c < s.GroupInputs; c++)
                                    sum += x[(((long)n * s.Height + h) * s.Width + v) * s.InputChannels + o / s.GroupOutputs * s.GroupInputs + c]
                                        * w[((long)o * s.GroupInputs + c) * s.Taps + a * s.KernelWidth + b];
                            }
                        y[at] = Math.Min(Math.Max(sum, clamp.Low), clamp.High);
                    }
    }

    /// <summary>
    /// dx = mask(x) · (dy * wᵀ + addend), dw = Σ x ⊗ dy, db = Σ dy; each only where its pointer is not null.
    /// </summary>
    /// <param name="parallel">Who runs it.</param>
    /// <param name="s">Geometry.</param>
    /// <param name="dy">[N,OH,OW,O].</param>
    /// <param name="x">[N,H,W,C]; read for dw and for the mask, else it may be null.</param>
    /// <param name="w">[O,C/g,KH,KW]; read for dx, else it may be null.</param>
    /// <param name="addend">Like x: another part of its gradient; or null.</param>
    /// <param name="mask">The activation that made x, whose derivative goes into dx; <see cref="Clamp.None"/> for none.</param>
    /// <param name="dx">Like x, or null.</param>
    /// <param name="dw">Like w, or null.</param>
    /// <param name="db">[O], or null.</param>
    public void Gradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* w, float* addend, Clamp mask, float* dx, float* dw, float* db)
    {
        var count = (long)s.InputPositions * s.InputChannels;
        if (dx != null)
            for (long i = 0; i < count; i++)
                dx[i] = addend == null ? 0 : addend[i];
        if (dw != null)
            new Span<float>(dw, checked((int)s.WeightCount)).Clear();
        if (db != null)
            new Span<float>(db, s.OutputChannels).Clear();
        for (var n = 0; n < s.Batch; n++)
            for (var i = 0; i < s.OutputHeight; i++)
                for (var j = 0; j < s.OutputWidth; j++)
                    for (var o = 0; o < s.OutputChannels; o++)
                    {
                        var g = dy[((((long)n * s.OutputHeight + i) * s.OutputWidth + j) * s.OutputChannels) + o];
                        if (db != null)
                            db[o] += g;
                        for (var a = 0; a < s.KernelHeight; a++)
                            for (var b = 0; b < s.KernelWidth; b++)
                            {
                                int h = i * s.StrideHeight + a * s.DilationHeight - s.PadTop, v = j * s.StrideWidth + b * s.DilationWidth - s.PadLeft;
                                if ((uint)h >= s.Height || (uint)v >= s.Width)
                                    continue;
                                for (var c = 0; c < s.GroupInputs; c++)
                                {
                                    var p = (((long)n * s.Height + h) * s.Width + v) * s.InputChannels + o / s.GroupOutputs * s.GroupInputs + c;
                                    var q = ((long)o * s.GroupInputs + c) * s.Taps + a * s.KernelWidth + b;
                                    if (dx != null)
                                        dx[p] += g * w[q];
                                    if (dw != null)
                                        dw[q] += g * x[p];
                                }
                            }
                    }
        if (dx != null && !mask.IsNone)
            for (long i = 0; i < count; i++)
                if (!(x[i] > mask.Low && x[i] < mask.High))
                    dx[i] = 0;
    }

    /// <summary>Lets packed weights go.</summary>
    public void Dispose() { }
}
