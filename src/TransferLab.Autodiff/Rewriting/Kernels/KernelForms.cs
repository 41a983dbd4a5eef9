using System.Diagnostics.CodeAnalysis;
using TransferLab.Autodiff.Rules.Convolution;

namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>Which forms of the default domain's operators the kernels take: float32 images [N,C,H,W] of which at most N is open.</summary>
internal sealed class KernelForms(ShapeTable shapes, KernelOperators kernels)
{
    // A bound this far out is how exporters write "none".
    private const float Unbounded = 1e30f;

    // Positions of the largest window that kernels take (docs/kernels.md).
    private const long MaxTaps = 31 * 31;

    /// <summary>Whether a value is a float32 image of known size.</summary>
    public bool IsImage(string value) => shapes.TryGet(value, out var info) && info.Type == ElementType.Float
        && info.Shape is { Rank: 4 } shape && shape.Skip(1).All(d => d.IsKnown && d.Value > 0);

    /// <summary>Whether a node is a convolution that a kernel takes, and the attributes of the kernel's node.</summary>
    public bool IsConvolution(Node node, [NotNullWhen(true)] out NodeAttribute[]? attributes)
    {
        attributes = null;
        if (!node.Is("Conv") || !IsImage(node.Inputs[0]) || !IsImage(node.Outputs[0]) || shapes.Type(node.Inputs[1]) != ElementType.Float
            || !shapes.Knows(node.Inputs[1]) || shapes.Shape(node.Inputs[1]) is not { IsStatic: true, Rank: 4 } w)
            return false;
        var (channels, groups) = (shapes.Shape(node.Inputs[0])[1].Value, node.Int("group", 1));
        var isDepthwise = groups > 1 && groups == channels;
        if (!kernels.HasFlag(isDepthwise ? KernelOperators.Depthwise : KernelOperators.Convolutions)
            || groups < 1 || w[1].Value * groups != channels || w[0].Value % groups != 0
            || Window(node, [w[2].Value, w[3].Value]) is not { } window)
            return false;
        attributes = [.. Attributes(window), NodeAttribute.Int("group", groups)];
        return true;
    }

    /// <summary>Whether a node takes the largest values of windows as a kernel does, and the attributes of the kernel's node.</summary>
    public bool IsMaxPool(Node node, [NotNullWhen(true)] out NodeAttribute[]? attributes)
    {
        attributes = null;
        if (!kernels.HasFlag(KernelOperators.Pooling) || !node.Is("MaxPool") || node.HasOutput(1) || node.Int("storage_order") != 0
            || !IsImage(node.Inputs[0]) || !IsImage(node.Outputs[0]) || node.Ints("kernel_shape") is not { Length: 2 } kernel
            || Window(node, kernel) is not { } window)
            return false;
        // A window that lies in the padding alone has no largest value.
        for (var i = 0; i < 2; i++)
            if (Math.Max(window.PadsBegin[i], window.PadsTrailing[i]) >= (window.Dilations[i] * (kernel[i] - 1)) + 1)
                return false;
        attributes = [.. Attributes(window), NodeAttribute.Ints("kernel_shape", kernel)];
        return true;
    }

    /// <summary>Whether a node takes the mean of whole images. Its output may lack the axes of length 1.</summary>
    public bool IsGlobalAverage(Node node)
    {
        if (!kernels.HasFlag(KernelOperators.Pooling) || !(node.Is("GlobalAveragePool") || node.Is("ReduceMean") || node.Is("AveragePool"))
            || !IsImage(node.Inputs[0]))
            return false;
        if (node.Is("GlobalAveragePool"))
            return true;
        if (node.Is("ReduceMean"))
            return ReducedAxes(node) is { } axes && axes.Select(a => a < 0 ? a + 4 : a).Order().SequenceEqual([2L, 3L]);
        var image = shapes.Shape(node.Inputs[0]);
        return node.Ints("kernel_shape") is { Length: 2 } kernel && kernel[0] == image[2].Value && kernel[1] == image[3].Value
            && (node.Ints("pads") ?? []).All(p => p == 0) && (node.Ints("dilations") ?? []).All(d => d == 1)
            && node.String("auto_pad", "NOTSET") is "NOTSET" or "VALID";
    }

    /// <summary>Whether a node is an activation between constants over an image, and its bounds.</summary>
    public bool IsClamp(Node node, out ClampBounds bounds)
    {
        bounds = default;
        if (!kernels.HasFlag(KernelOperators.Activations) || !(node.Is("Relu") || node.Is("Clip")) || !IsImage(node.Inputs[0]))
            return false;
        if (node.Is("Relu"))
        {
            bounds = new ClampBounds(0, null);
            return true;
        }
        if (!IsConstantOrAbsent(node, 1, out var low) || !IsConstantOrAbsent(node, 2, out var high))
            return false;
        bounds = new ClampBounds(low > -Unbounded ? low : null, high < Unbounded ? high : null);
        return !bounds.IsNone;
    }

    /// <summary>Whether GELU is taken.</summary>
    public bool TakesGelu => kernels.HasFlag(KernelOperators.Activations);

    /// <summary>Whether gradients of layer normalisation and softmax are taken.</summary>
    public bool TakesNormalization => kernels.HasFlag(KernelOperators.Normalization);

    /// <summary>Whether a node multiplies rows by a matrix of weights: a MatMul [...,K] · [K,M] of at least three dimensions, or a plain Gemm of at least so
    /// many rows.</summary>
    public bool IsLinear(Node node, long manyRows)
    {
        if (!kernels.HasFlag(KernelOperators.Linear) || !(node.Is("MatMul") || node.Is("Gemm")) || !IsFloat(node.Inputs[0], out var x)
            || !IsFloat(node.Inputs[1], out var w) || !IsFloat(node.Outputs[0], out _) || x.Rank < 2 || !x[^1].IsKnown || w is not { Rank: 2, IsStatic: true }
            || w.Any(d => d.Value == 0))
            return false;
        return node.Is("MatMul") ? x.Rank > 2
            : node.Int("transA") == 0 && node.Float("alpha", 1) == 1 && (node.Float("beta", 1) == 1 || !node.HasInput(2)) && x.Rank == 2 && x[0].IsKnown
                && x[0].Value >= manyRows;
    }

    /// <summary>Whether a node normalises rows, the last dimension, and gives nothing but the result.</summary>
    public bool IsLayerNormalization(Node node) => TakesNormalization && node.Is("LayerNormalization") && !node.HasOutput(1) && !node.HasOutput(2)
        && IsRows(node.Inputs[0], out var x) && (node.Int("axis", -1) == -1 || node.Int("axis") == x.Rank - 1)
        && IsFloat(node.Inputs[1], out var scale) && scale.Rank == 1 && scale[0] == x[^1]
        && (!node.HasInput(2) || (IsFloat(node.Inputs[2], out var bias) && bias.Rank == 1 && bias[0] == x[^1]));

    /// <summary>Whether a node is a softmax of rows, the last dimension.</summary>
    public bool IsSoftmax(Node node) => TakesNormalization && node.Is("Softmax") && IsRows(node.Inputs[0], out var x)
        && (node.Int("axis", -1) == -1 || node.Int("axis") == x.Rank - 1);

    private bool IsRows(string value, [NotNullWhen(true)] out Shape? shape) =>
        IsFloat(value, out shape) && shape.Rank > 1 && shape[^1].IsKnown && shape[^1].Value > 0;

    private bool IsFloat(string value, [NotNullWhen(true)] out Shape? shape)
    {
        shape = shapes.TryGet(value, out var info) && info.Type == ElementType.Float ? info.Shape : null;
        return shape is not null;
    }

    /// <summary>The constant axes of a reduction, as the node states them; null where they are not constant or not stated.</summary>
    public long[]? ReducedAxes(Node node) => node.HasInput(1) ? shapes.Constant(node.Inputs[1]) : node.Ints("axes");

    private bool IsConstantOrAbsent(Node node, int index, out float? value)
    {
        value = null;
        if (!node.HasInput(index))
            return true;
        if (shapes.FindTensor(node.Inputs[index]) is not { Type: ElementType.Float, Count: 1 } tensor)
            return false;
        value = tensor.ToFloats()[0];
        return !float.IsNaN(value.Value);
    }

    private WindowGeometry? Window(Node node, long[] kernel)
    {
        if (kernel[0] * kernel[1] > MaxTaps)
            return null;
        try
        {
            var window = WindowGeometry.Read(node, shapes.Shape(node.Inputs[0]), kernel);
            var output = shapes.Shape(node.Outputs[0]);
            return window.Output[0] == output[2].Value && window.Output[1] == output[3].Value ? window : null;
        }
        catch (GradientNotDefinedException)
        {
            return null;
        }
    }

    // End pads are what windows really reach: the same number of windows by rounding down, whatever ceil_mode said.
    private static NodeAttribute[] Attributes(WindowGeometry window) =>
    [
        NodeAttribute.Ints("strides", window.Strides), NodeAttribute.Ints("dilations", window.Dilations),
        NodeAttribute.Ints("pads", window.PadsBegin.Concat(window.PadsTrailing)),
    ];
}
