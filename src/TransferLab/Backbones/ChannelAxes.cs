namespace TransferLab.Backbones;

/// <summary>Which axis of each activation holds the channels, followed through the graph from the operators that fix it: convolutions and pooling
/// work on axis 1, matrix products and layer normalization on the last, a transposition moves it, everything elementwise keeps it.</summary>
internal sealed class ChannelAxes
{
    private readonly Dictionary<string, int> _axes = [];
    private readonly ShapeTable _shapes;

    public ChannelAxes(ImagePath path, ShapeTable shapes, ImageLayout layout)
    {
        _shapes = shapes;
        _axes[path.Input] = layout == ImageLayout.Nchw ? 1 : 3;
        foreach (var node in path.Nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
                if (shapes.TryGet(output, out var info) && info.Shape is { Rank: > 1 } shape && Axis(node, shape) is { } axis)
                    _axes[output] = axis;
        }
    }

    /// <summary>The channel axis of a value; 1 when nothing tells.</summary>
    public int Of(string value) => Find(value) ?? 1;

    /// <summary>The channel axis of a value; null when nothing tells.</summary>
    public int? Find(string value) => _axes.TryGetValue(value, out var axis) ? axis : null;

    /// <summary>Number of positions (pixels or tokens) of one sample's value: the product of all axes but batch and channels; null when not known.</summary>
    public long? Positions(string value)
    {
        if (!_shapes.TryGet(value, out var info) || info.Shape is not { Rank: >= 2 } shape)
            return null;
        var axis = Of(value);
        var count = Enumerable.Range(1, shape.Rank - 1).Where(i => i != axis).Aggregate(Dim.Of(1), (product, i) => product * shape[i]);
        return count.IsKnown ? count.Value : null;
    }

    // Null where nothing tells: a guess stored here would spread through every later addition.
    private int? Axis(Node node, Shape shape) => node.OpType switch
    {
        "Conv" or "ConvTranspose" or "MaxPool" or "AveragePool" or "GlobalAveragePool" or "GlobalMaxPool" or "BatchNormalization"
            or "InstanceNormalization" or "GroupNormalization" or "LRN" or "Gemm" => 1,
        "MatMul" or "LayerNormalization" => shape.Rank - 1,
        "Transpose" when node.Ints("perm") is { } perm && Inherited(node, shape.Rank) is { } from => Array.IndexOf(perm, from),
        // [N,C,H,W] to [N,C,T], or [N,H,W,C] to [N,T,C].
        "Reshape" or "Flatten" when _axes.TryGetValue(node.Inputs[0], out var axis) && _shapes.Shape(node.Inputs[0]) is var before =>
            axis == 1 && before[1] == shape[1] ? 1 : axis == before.Rank - 1 && before[axis] == shape[shape.Rank - 1] ? shape.Rank - 1 : null,
        _ => Inherited(node, shape.Rank),
    };

    private int? Inherited(Node node, int rank)
    {
        foreach (var input in node.Inputs)
            if (_axes.TryGetValue(input, out var axis) && _shapes.TryGet(input, out var info) && info.Shape?.Rank == rank)
                return axis;
        return null;
    }
}
