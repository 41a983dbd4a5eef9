using System.Runtime.InteropServices;

namespace TransferLab.Kernels;

/// <summary>
/// A convolution and its gradients, NHWC, weights as ONNX has them ([O,C/g,KH,KW]). Without a state but for weights that are known to stay as they are, which
/// are packed once; may be used from several threads at once.
/// </summary>
internal sealed unsafe class Convolution : IDisposable
{
    private readonly KernelSet _kernels;
    private readonly float* _constant;
    private readonly Lock _lock = new();

    // By form; a shape of another form (a batch too small for Winograd) packs another one.
    private readonly nint[] _packed = new nint[Enum.GetValues<ConvolutionForm>().Length];

    /// <param name="kernels">The kernels to use.</param>
    /// <param name="constantWeights">Weights that never change, packed when first used, and alive as long as this; null where every call brings its
    /// own.</param>
    public Convolution(KernelSet kernels, float* constantWeights)
    {
        _kernels = kernels;
        _constant = constantWeights;
    }

    ~Convolution() => Free();

    /// <summary>y = clamp(x * w + bias + addend).</summary>
    /// <param name="parallel">Who runs it.</param>
    /// <param name="s">Geometry.</param>
    /// <param name="x">[N,H,W,C].</param>
    /// <param name="w">[O,C/g,KH,KW].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="addend">Like y, or null.</param>
    /// <param name="clamp">The activation.</param>
    /// <param name="y">[N,OH,OW,O].</param>
    public void Forward(IParallel parallel, in ConvolutionShape s, float* x, float* w, float* bias, float* addend, Clamp clamp, float* y) =>
        _kernels.Convolve(parallel, s, x, w, _constant == null ? null : Packed(parallel, s), y, Epilogue.Forward(bias, addend, clamp));

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
    public void Gradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* w, float* addend, Clamp mask, float* dx, float* dw,
        float* db) =>
        _kernels.ConvolutionGradient(parallel, s, dy, x, w, dx, dw, db, Epilogue.Gradient(addend, x, mask));

    /// <summary>Lets packed weights go.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private float* Packed(IParallel parallel, in ConvolutionShape s)
    {
        ref var packed = ref _packed[(int)_kernels.FormOf(s)];
        if (Volatile.Read(ref packed) == 0)
            lock (_lock)
                if (packed == 0)
                {
                    var memory = (float*)NativeMemory.AlignedAlloc(checked((nuint)_kernels.PackedLength(s) * sizeof(float)), 64);
                    _kernels.Pack(parallel, s, _constant, memory);
                    Volatile.Write(ref packed, (nint)memory);
                }
        return (float*)packed;
    }

    private void Free()
    {
        foreach (ref var packed in _packed.AsSpan())
        {
            NativeMemory.AlignedFree((void*)packed);
            packed = 0;
        }
    }
}
