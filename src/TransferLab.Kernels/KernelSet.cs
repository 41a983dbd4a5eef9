using System.Runtime.Intrinsics;
using TransferLab.Kernels.Activations;
using TransferLab.Kernels.Depthwise;
using TransferLab.Kernels.Normalization;
using TransferLab.Kernels.Patches;
using TransferLab.Kernels.Simd;
using TransferLab.Kernels.Winograd;

namespace TransferLab.Kernels;

/// <summary>How a convolution is computed.</summary>
internal enum ConvolutionForm
{
    /// <summary>One filter per channel.</summary>
    Depthwise,
    /// <summary>As a product of patches.</summary>
    Patches,
    /// <summary>By Winograd's F(4,3).</summary>
    Winograd,
}

/// <summary>All kernels, compiled for one width of vectors. Activations are NHWC; a parameter is null where it may be left out and is.</summary>
internal abstract unsafe class KernelSet
{
    /// <summary>The kernels of the best path of this processor.</summary>
    public static KernelSet Best { get; } = Of(KernelPaths.Best);

    /// <summary>The kernels of a path; the processor must support it (<see cref="KernelPaths.IsSupported"/>).</summary>
    /// <param name="path">The instructions.</param>
    /// <param name="winograd">Whether 3×3 convolutions may be computed by Winograd's way.</param>
    public static KernelSet Of(KernelPath path, bool winograd = true) => path switch
    {
        KernelPath.Avx512 => new KernelSet<Simd512, Vector512<float>>(winograd),
        KernelPath.Avx2 => new KernelSet<Simd256, Vector256<float>>(winograd),
        _ => new KernelSet<Simd128, Vector128<float>>(winograd),
    };

    /// <summary>Floats of the weights of a forward convolution, packed.</summary>
    public abstract long PackedLength(in ConvolutionShape s);

    /// <summary>Packs the weights of a forward convolution.</summary>
    public abstract void Pack(IParallel parallel, in ConvolutionShape s, float* w, float* packed);

    /// <summary>How a convolution is computed; shapes of the same form can share packed weights.</summary>
    public abstract ConvolutionForm FormOf(in ConvolutionShape s);

    /// <summary>Convolves, with weights as ONNX has them, or packed before where <paramref name="packed"/> is not null.</summary>
    public abstract void Convolve(IParallel parallel, in ConvolutionShape s, float* x, float* w, float* packed, float* y, in Epilogue epilogue);

    /// <summary>dx = epilogue(dy * wᵀ), dw = Σ x ⊗ dy, db = Σ dy, each only where its pointer is not null.</summary>
    public abstract void ConvolutionGradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* w, float* dx, float* dw, float* db,
        in Epilogue epilogue);

    /// <summary>y = maximum over each window. Input and output channels are the same; padding never wins.</summary>
    public abstract void MaxPool(IParallel parallel, in ConvolutionShape s, float* x, float* y);

    /// <summary>dx = epilogue(Σ dy) at the first position of each window, row by row, that holds its maximum.</summary>
    public abstract void MaxPoolGradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* y, in Epilogue epilogue, float* dx);

    /// <summary>y [N,C] = mean of x [N,P,C] over positions.</summary>
    public abstract void GlobalAverage(IParallel parallel, float* x, int batch, int positions, int channels, float* y);

    /// <summary>dx [N,P,C] = epilogue(dy [N,C] · scale).</summary>
    public abstract void GlobalAverageGradient(IParallel parallel, float* dy, int batch, int positions, int channels, float scale, in Epilogue epilogue,
        float* dx);

    /// <summary>y = epilogue(x), elementwise.</summary>
    public abstract void Map(IParallel parallel, float* x, float* y, long count, in Epilogue epilogue);

    /// <summary>y = x·Φ(x).</summary>
    public abstract void Gelu(IParallel parallel, float* x, float* y, long count);

    /// <summary>dx = dy·(Φ(x) + x·φ(x)).</summary>
    public abstract void GeluGradient(IParallel parallel, float* dy, float* x, float* dx, long count);

    /// <summary>Gradients of a layer normalisation of rows of x [rows, length], each only where its pointer is not null.</summary>
    public abstract void LayerNormalizationGradient(IParallel parallel, float* dy, float* x, float* scale, int rows, int length, float epsilon, float* dx,
        float* dscale, float* dbias, in Epilogue epilogue);

    /// <summary>dx from the output y [rows, length] of a softmax over rows.</summary>
    public abstract void SoftmaxGradient(IParallel parallel, float* dy, float* y, int rows, int length, float* dx);

    /// <summary>[B,R,C] to [B,C,R].</summary>
    public abstract void Transpose(IParallel parallel, float* x, float* y, int batch, int rows, int columns);
}

/// <inheritdoc/>
internal sealed unsafe class KernelSet<S, V>(bool winograd) : KernelSet where S : ISimd<V> where V : unmanaged
{
    public override long PackedLength(in ConvolutionShape s) => FormOf(s) switch
    {
        ConvolutionForm.Depthwise => s.WeightCount,
        ConvolutionForm.Winograd => WinogradWeights<S, V>.Length(s.InputChannels, s.OutputChannels),
        _ => PatchConvolution<S, V>.PackedForward(s),
    };

    public override void Pack(IParallel parallel, in ConvolutionShape s, float* w, float* packed)
    {
        switch (FormOf(s))
        {
            case ConvolutionForm.Depthwise:
                DepthwiseFilters.Pack(s, w, packed);
                break;
            case ConvolutionForm.Winograd:
                WinogradWeights<S, V>.Forward(s, w).Pack(parallel, packed);
                break;
            default:
                PatchConvolution<S, V>.PackForward(parallel, s, w, packed);
                break;
        }
    }

    public override void Convolve(IParallel parallel, in ConvolutionShape s, float* x, float* w, float* packed, float* y, in Epilogue epilogue)
    {
        var form = FormOf(s);
        if (form == ConvolutionForm.Winograd)
        {
            WinogradConvolution<S, V>.Run(parallel, WinogradTiles.Forward(s), x, WinogradWeights<S, V>.Forward(s, w), packed, y, epilogue);
            return;
        }
        if (packed == null)
            Pack(parallel, s, w, packed = Scratch.Rent(ScratchUse.Weights, PackedLength(s)));
        if (form == ConvolutionForm.Depthwise)
            DepthwiseForward<S, V>.Run(parallel, s, x, packed, y, epilogue);
        else
            PatchConvolution<S, V>.Forward(parallel, s, x, packed, y, epilogue);
    }

    public override void ConvolutionGradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* w, float* dx, float* dw, float* db,
        in Epilogue epilogue)
    {
        var form = FormOf(s);
        if (form == ConvolutionForm.Depthwise)
        {
            if (dx != null || dw != null)
                DepthwiseGradient<S, V>.Run(parallel, s, dy, x, w, dx, dw, dw == null ? null : db, epilogue);
        }
        else if (dx != null)
        {
            if (form == ConvolutionForm.Winograd)
                WinogradConvolution<S, V>.Run(parallel, WinogradTiles.Backward(s), dy, WinogradWeights<S, V>.Backward(s, w), null, dx, epilogue);
            else
                PatchConvolution<S, V>.DataGradient(parallel, s, dy, w, dx, epilogue);
        }
        if (dw == null && db != null)
            ChannelSums<S, V>.Run(parallel, dy, s.OutputPositions, s.OutputChannels, db);
        else if (dw != null && form == ConvolutionForm.Winograd)
            WinogradWeightGradient<S, V>.Run(parallel, s, dy, x, dw, db);
        else if (dw != null && form == ConvolutionForm.Patches)
            PatchWeightGradient<S, V>.Run(parallel, s, dy, x, dw, db);
    }

    public override void MaxPool(IParallel parallel, in ConvolutionShape s, float* x, float* y) => MaxPooling<S, V>.Forward(parallel, s, x, y);

    public override void MaxPoolGradient(IParallel parallel, in ConvolutionShape s, float* dy, float* x, float* y, in Epilogue epilogue, float* dx) =>
        MaxPooling<S, V>.Gradient(parallel, s, dy, x, y, epilogue, dx);

    public override void GlobalAverage(IParallel parallel, float* x, int batch, int positions, int channels, float* y) =>
        GlobalAveragePooling<S, V>.Forward(parallel, x, batch, positions, channels, y);

    public override void GlobalAverageGradient(IParallel parallel, float* dy, int batch, int positions, int channels, float scale, in Epilogue epilogue,
        float* dx) => GlobalAveragePooling<S, V>.Gradient(parallel, dy, batch, positions, channels, scale, epilogue, dx);

    public override void Map(IParallel parallel, float* x, float* y, long count, in Epilogue epilogue) =>
        ElementwiseMap<S, V>.Map(parallel, x, y, count, epilogue);

    public override void Gelu(IParallel parallel, float* x, float* y, long count) => Gelu<S, V>.Forward(parallel, x, y, count);

    public override void GeluGradient(IParallel parallel, float* dy, float* x, float* dx, long count) => Gelu<S, V>.Gradient(parallel, dy, x, dx, count);

    public override void LayerNormalizationGradient(IParallel parallel, float* dy, float* x, float* scale, int rows, int length, float epsilon, float* dx,
        float* dscale, float* dbias, in Epilogue epilogue) =>
        LayerNormalizationGradient<S, V>.Run(parallel, dy, x, scale, rows, length, epsilon, dx, dscale, dbias, epilogue);

    public override void SoftmaxGradient(IParallel parallel, float* dy, float* y, int rows, int length, float* dx) =>
        SoftmaxGradient<S, V>.Run(parallel, dy, y, rows, length, dx);

    public override void Transpose(IParallel parallel, float* x, float* y, int batch, int rows, int columns) =>
        Transposition<S, V>.Run(parallel, x, y, batch, rows, columns);

    public override ConvolutionForm FormOf(in ConvolutionShape s) =>
        s.Groups > 1 && s.GroupInputs == 1 && s.GroupOutputs == 1 ? ConvolutionForm.Depthwise
        : winograd && WinogradConvolution<S, V>.Takes(s) ? ConvolutionForm.Winograd
        : ConvolutionForm.Patches;
}
