namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>
/// Operators of the default domain that can run channels last: elementwise ones, and those whose axes are constants that can be named anew. They do
/// where an image they read is there channels last.
/// </summary>
internal sealed class ChannelsLastOperators(ChannelsLastLayout layout)
{
    // Below so many channels a constant per channel is repeated along W.
    private const int FewChannels = 16;

    private static readonly HashSet<string> s_elementwise =
    [
        "Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean", "Pow", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Erf", "Exp", "Log", "Sqrt", "Abs",
        "Neg", "Sign", "Relu", "Clip", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Gelu", "Swish", "Mish", "Softplus", "Softsign", "ThresholdedRelu",
        "Reciprocal", "Floor", "Ceil", "Round", "Where", "Cast", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "And", "Or", "Not",
    ];

    // Where each axis of [N,C,H,W] lies in [N,H,W,C].
    private static readonly long[] s_axes = [0, 3, 1, 2];

    /// <summary>Writes a node channels last, where that is possible and an image of it is there so.</summary>
    public bool TryWrite(Node node)
    {
        if (node.Domain.Length > 0 || node.HasSubgraphs)
            return false;
        if (node.Is("Transpose"))
            return Transpose(node);
        if (!node.Inputs.Any(layout.HasLast))
            return false;
        return node.OpType switch
        {
            "Identity" => Alias(node),
            "ReduceSum" or "ReduceMean" or "ReduceMax" or "ReduceMin" or "ReduceSumSquare" or "ReduceL1" or "ReduceL2" => Reduce(node),
            "Concat" or "Split" => Join(node),
            "Pad" => Pad(node),
            "Slice" => Slice(node),
            "Expand" => Expand(node),
            "Shape" => Shape(node),
            "Size" => Size(node),
            _ => s_elementwise.Contains(node.OpType) && Elementwise(node),
        };
    }

    private bool Elementwise(Node node)
    {
        if (node.Outputs.Count != 1 || !IsImage(node.Outputs[0]) || !node.Inputs.All(i => i.Length == 0 || CanBeLast(i)))
            return false;
        Write(node, [.. node.Inputs.Select(i => i.Length == 0 ? "" : Operand(i, layout.Shapes.Shape(node.Outputs[0])))]);
        return true;
    }

    private bool CanBeLast(string value) => layout.Shapes.TryGet(value, out var info) && info.Shape is { } shape
        && (shape.Rank == 4 || (shape.Rank < 4 && (shape.Count == Dim.Of(1) || layout.Builder.Graph.Initializers.ContainsKey(value)
            || (shape.Rank == 3 && shape[0].IsKnown && shape[1] == Dim.Of(1) && shape[2] == Dim.Of(1)))));

    /// <summary>An operand, which broadcasts from the right, for an output whose channels come last.</summary>
    private string Operand(string value, Shape output)
    {
        var shape = layout.Shapes.Shape(value);
        if (shape.Count == Dim.Of(1))
            return layout.First(value);
        if (layout.Builder.Graph.Initializers.TryGetValue(value, out var constant))
        {
            var whole = constant.Reshape([.. Enumerable.Repeat(1L, 4 - shape.Rank), .. constant.Dims]);
            var isPerChannel = whole.Count == whole.Dims[1] && whole.Dims[1] < FewChannels && output[3].IsKnown;
            return layout.Builder.Constant(ChannelsLastConstant.Of(whole, isPerChannel ? (int)output[3].Value : null), value + "_last");
        }
        return shape.Rank == 4 ? layout.Last(value) : layout.Builder.Add("Reshape", [layout.First(value), layout.Builder.Ints(1, 1, 1, shape[0].Value)]);
    }

    private bool Alias(Node node)
    {
        layout.IsLast(node.Outputs[0], layout.Last(node.Inputs[0]));
        return true;
    }

    private bool Transpose(Node node)
    {
        if (node.Ints("perm") is not { Length: 4 } order || !layout.Shapes.Knows(node.Inputs[0]) || !layout.Shapes.Knows(node.Outputs[0]))
            return false;
        if (order.SequenceEqual([0L, 2, 3, 1]) && layout.HasLast(node.Inputs[0]))
        {
            layout.AppendFirst(new Node("Identity", [layout.Last(node.Inputs[0])], node.Outputs) { Name = node.Name });
            return true;
        }
        if (!order.SequenceEqual([0L, 3, 1, 2]))
            return false;
        // The node itself goes where nobody reads the image channels first.
        layout.IsLast(node.Outputs[0], layout.First(node.Inputs[0]));
        layout.AppendFirst(node);
        return true;
    }

    private bool Reduce(Node node)
    {
        if (!IsImage(node.Inputs[0]))
            return false;
        var stated = node.HasInput(1) ? layout.Shapes.Constant(node.Inputs[1]) : node.Ints("axes") ?? [];
        if (stated is null || (stated.Length == 0 && node.Int("noop_with_empty_axes") != 0))
            return false;
        var axes = stated.Length == 0 ? [0L, 1, 2, 3] : stated.Select(FromFront).Distinct().ToArray();
        var keeps = node.Int("keepdims", 1) != 0;
        // Without its reduced axes the output is no image, and its axes must come in the order they had.
        if (!keeps && !axes.Contains(1) && !(axes.Contains(2) && axes.Contains(3)))
            return false;
        var reduced = node.Clone();
        long[] renamed = [.. axes.Select(a => s_axes[a]).Order()];
        if (node.Has("axes"))
            reduced.Set(NodeAttribute.Ints("axes", renamed));
        else
            reduced.SetInput(1, layout.Builder.Ints(renamed));
        reduced.Inputs[0] = layout.Last(node.Inputs[0]);
        if (keeps)
            Append(reduced);
        else
            layout.AppendFirst(reduced);
        return true;
    }

    private bool Join(Node node)
    {
        var images = node.Is("Split") ? node.Inputs.Take(1) : node.Inputs;
        if (!images.Concat(node.Outputs).All(IsImage))
            return false;
        var joined = node.Clone();
        joined.Set(NodeAttribute.Int("axis", s_axes[FromFront(node.Int("axis"))]));
        for (var i = 0; i < node.Inputs.Count; i++)
            joined.Inputs[i] = node.Is("Split") && i > 0 ? layout.First(node.Inputs[i]) : layout.Last(node.Inputs[i]);
        Append(joined);
        return true;
    }

    private bool Pad(Node node)
    {
        if (!IsImage(node.Inputs[0]) || !IsImage(node.Outputs[0]) || node.HasInput(3) || layout.Shapes.Constant(node.Inputs[1]) is not { Length: 8 } pads)
            return false;
        Write(node, [layout.Last(node.Inputs[0]), layout.Builder.Ints([.. Permuted(pads[..4]), .. Permuted(pads[4..])]),
            .. node.Inputs.Skip(2).Take(1).Select(layout.First)]);
        return true;
    }

    private bool Slice(Node node)
    {
        if (!IsImage(node.Inputs[0]) || !IsImage(node.Outputs[0]) || !node.HasInput(3) || layout.Shapes.Constant(node.Inputs[3]) is not { } axes)
            return false;
        Write(node, [layout.Last(node.Inputs[0]), layout.First(node.Inputs[1]), layout.First(node.Inputs[2]),
            layout.Builder.Ints([.. axes.Select(a => s_axes[FromFront(a)])]), .. node.Inputs.Skip(4).Select(layout.First)]);
        return true;
    }

    private bool Expand(Node node)
    {
        if (!IsImage(node.Inputs[0]) || !IsImage(node.Outputs[0]) || layout.Shapes.Shape(node.Inputs[1]) is not { Rank: 1 } target || target[0] != Dim.Of(4))
            return false;
        var wanted = layout.Shapes.Constant(node.Inputs[1]) is { } constant ? layout.Builder.Ints(Permuted(constant))
            : layout.Builder.Add("Gather", [layout.First(node.Inputs[1]), layout.Builder.Ints(0, 2, 3, 1)]);
        Write(node, [layout.Last(node.Inputs[0]), wanted]);
        return true;
    }

    // What asks for nothing but the shape is no reason to convert an image.
    private bool Shape(Node node)
    {
        if (layout.HasFirst(node.Inputs[0]) || !IsImage(node.Inputs[0]) || node.Has("start") || node.Has("end"))
            return false;
        var shape = layout.Builder.Add("Shape", [layout.Last(node.Inputs[0])]);
        layout.AppendFirst(new Node("Gather", [shape, layout.Builder.Ints(s_axes)], node.Outputs) { Name = node.Name });
        return true;
    }

    private bool Size(Node node)
    {
        var size = node.Clone();
        size.Inputs[0] = layout.Last(node.Inputs[0]);
        layout.AppendFirst(size);
        return true;
    }

    private void Write(Node node, string[] inputs)
    {
        var written = node.Clone();
        for (var i = 0; i < inputs.Length; i++)
            written.Inputs[i] = inputs[i];
        Append(written);
    }

    private void Append(Node node)
    {
        for (var i = 0; i < node.Outputs.Count; i++)
            node.Outputs[i] = layout.NewLast(node.Outputs[i]);
        layout.Builder.Append(node);
    }

    private bool IsImage(string value) => layout.Shapes.TryGet(value, out var info) && info.Shape is { Rank: 4 };

    private static long FromFront(long axis) => axis < 0 ? axis + 4 : axis;

    private static long[] Permuted(long[] values) => [values[0], values[2], values[3], values[1]];
}
