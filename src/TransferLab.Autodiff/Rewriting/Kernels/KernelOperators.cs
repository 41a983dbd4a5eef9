namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>Operators that kernels of the domain <c>transferlab</c> take over.</summary>
[Flags]
public enum KernelOperators
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>Two-dimensional convolutions that are not depthwise.</summary>
    Convolutions = 1,
    /// <summary>Two-dimensional depthwise convolutions.</summary>
    Depthwise = 2,
    /// <summary>Largest values over windows, and means over whole images.</summary>
    Pooling = 4,
    /// <summary>ReLU, Clip between constants, and GELU.</summary>
    Activations = 8,
    /// <summary>Products of rows and a matrix of weights.</summary>
    Linear = 16,
    /// <summary>Gradients of layer normalisation and softmax.</summary>
    Normalization = 32,
    /// <summary>All.</summary>
    All = Convolutions | Depthwise | Pooling | Activations | Linear | Normalization,
}

/// <summary>
/// Nodes that kernels will compute. Until <see cref="ChannelsLastLayout"/> they stand in the graph with values in channels-first order and in a
/// domain of their own, which no runtime knows, so that fusions need not think of layouts. Names, inputs, outputs and attributes are those of
/// docs/kernels.md: the contract with the runtime's operators, which this project does not know.
/// </summary>
internal static class KernelNode
{
    /// <summary>The domain of the runtime's operators, which take activations channels last.</summary>
    public const string Domain = "transferlab";

    /// <summary>The same operators with activations channels first.</summary>
    public const string LogicalDomain = "transferlab.nchw";

    public const string Conv = "Conv", ConvGradient = "ConvGradient", Clamp = "Clamp", ClampGradient = "ClampGradient", MaxPool = "MaxPool",
        MaxPoolGradient = "MaxPoolGradient", GlobalAveragePool = "GlobalAveragePool", GlobalAveragePoolGradient = "GlobalAveragePoolGradient",
        Linear = "Linear", LinearGradient = "LinearGradient", Gelu = "Gelu", GeluGradient = "GeluGradient",
        LayerNormalizationGradient = "LayerNormalizationGradient", SoftmaxGradient = "SoftmaxGradient";

    public static Node Create(string op, IEnumerable<string> inputs, IEnumerable<string> outputs, params IEnumerable<NodeAttribute> attributes) =>
        new(op, inputs, outputs, attributes) { Domain = LogicalDomain };

    /// <summary>Whether a node is this one in channels-first order.</summary>
    public static bool IsKernel(this Node node, string op) => node.OpType == op && node.Domain == LogicalDomain;

    /// <summary>Whether a node takes values in the order they have: rows are no images.</summary>
    public static bool IsOfRows(this Node node) =>
        node.OpType is Linear or LinearGradient or Gelu or GeluGradient or LayerNormalizationGradient or SoftmaxGradient;

    /// <summary>Whether a node has an activation, or a mask of one.</summary>
    public static bool HasClamp(this Node node) => node.Has("min") || node.Has("max");

    /// <summary>Copies the bounds of an activation.</summary>
    public static void TakeClamp(this Node node, Node from)
    {
        foreach (var bound in (string[])["min", "max"])
            if (from.Has(bound))
                node.Set(NodeAttribute.Float(bound, from.Float(bound)));
    }

    /// <summary>Sets an optional input; those before it that are missing are left out.</summary>
    public static void SetInput(this Node node, int index, string value)
    {
        while (node.Inputs.Count <= index)
            node.Inputs.Add("");
        node.Inputs[index] = value;
    }
}

/// <summary>The bounds of an activation min(max(x, Low), High); null bounds nothing.</summary>
internal readonly record struct ClampBounds(float? Low, float? High)
{
    public bool IsNone => Low is null && High is null;

    public IEnumerable<NodeAttribute> Attributes()
    {
        if (Low is { } low)
            yield return NodeAttribute.Float("min", low);
        if (High is { } high)
            yield return NodeAttribute.Float("max", high);
    }
}
