namespace TransferLab.Backbones;

/// <summary>A value at which a backbone can be cut in two: every path from the image to the features passes through it.</summary>
/// <param name="Value">Name of the value in the graph.</param>
/// <param name="Shape">Its shape, e.g. <c>[N,256,28,28]</c>; null when not known.</param>
/// <param name="IsLayerBoundary">Whether a new layer begins after it. False between a convolution and the batch-norm, activation
/// or bias that belongs to it: one can cut there, but then the batch-norm cannot be folded into its convolution.</param>
internal sealed record CutPoint(string Value, Shape? Shape, bool IsLayerBoundary)
{
    /// <summary>Index of its producer on the image path; everything at or before it is the prefix.</summary>
    internal int Position { get; init; }
}

/// <summary>Finds the cut points of a backbone and says which of them separate layers.</summary>
internal static class CutPointFinder
{
    // Operators that finish the layer before them rather than start one.
    private static readonly HashSet<string> s_finishing = new(StringComparer.Ordinal)
    {
        "BatchNormalization", "LayerNormalization", "InstanceNormalization", "GroupNormalization", "LRN", "Relu", "LeakyRelu", "PRelu", "Clip", "Sigmoid",
        "HardSigmoid", "HardSwish", "Tanh", "Elu", "Selu", "Celu", "Gelu", "Erf", "Mish", "Softplus", "Softsign", "ThresholdedRelu", "Add", "Sub", "Mul", "Div",
        "Neg", "Pow", "Sqrt", "Exp", "Min", "Max", "Identity", "Dropout", "Cast",
    };

    /// <summary>All cut points from the first after the image to the features, which are the last.</summary>
    public static List<CutPoint> Find(ImagePath path, ShapeTable shapes)
    {
        // Only float32 activations can be stored, fed and differentiated.
        var values = path.Articulations().Where(a => a.Value == path.Features || shapes.Type(a.Value) is ElementType.Float or ElementType.Undefined).ToList();
        var cuts = new List<CutPoint>(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            var (position, value) = values[i];
            var boundary = i + 1 == values.Count
                || !path.Nodes[(position + 1)..(values[i + 1].Position + 1)].TrueForAll(n => n.Domain.Length == 0 && s_finishing.Contains(n.OpType));
            cuts.Add(new CutPoint(value, shapes.TryGet(value, out var info) ? info.Shape : null, boundary) { Position = position });
        }
        return cuts;
    }
}
