namespace TransferLab.TensorFlow.Operators;

/// <summary>What changes or reads shapes and leaves numbers alone.</summary>
internal static class ShapeOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("Reshape", Reshape);
        handlers.Add("Squeeze", Squeeze);
        handlers.Add("ExpandDims", ExpandDims);
        handlers.Add("Transpose", Transpose);
        handlers.Add("Shape", Shape);
        handlers.Add("Rank", c => c.Give(c.Builder.Constant(Tensor.Scalar(c.Shape(0).Rank), "rank")));
        handlers.Add("Size", c => c.Give("Cast", [c.Op("Size", c.In(0))], NodeAttribute.Int("to", (long)Integers(c))));
        handlers.Add("Fill", Fill);
        handlers.Add("ZerosLike", c => c.Give("Mul", [c.In(0), c.Number(0, c.Type(0))]));
        handlers.Add("Range", Range);
        handlers.Add("Tile", c => c.Give("Tile", [c.In(0), c.AsInt64(1)]));
        handlers.Add("BroadcastTo", c => c.Give("Expand", [c.In(0), c.AsInt64(1)]));
        handlers.Add("SpaceToDepth", c => Blocks(c, "SpaceToDepth"));
        handlers.Add("DepthToSpace", c => Blocks(c, "DepthToSpace"));
    }

    private static void Reshape(MappingContext c)
    {
        var elements = c.Builder.Shapes.Elements(c.In(1));
        c.Give("Reshape", [c.In(0), elements is not null && Fixed(c, elements) is { } target ? c.Builder.Ints(target) : c.AsInt64(1)]);
    }

    // The batch size in a target becomes "copy" or "what is left", so that the arithmetic that computed it can go.
    private static long[]? Fixed(MappingContext c, IReadOnlyList<ShapeElement> elements)
    {
        if (elements.All(e => e.IsConstant))
            // To ONNX 0 means "copy"; an empty tensor is no image.
            return elements.Any(e => e.Value == 0) ? throw c.Refuse("makes an empty tensor") : [.. elements.Select(e => e.Value)];
        var shape = c.FindShape(c.In(0));
        var open = elements.Any(e => e.Equals(-1));
        var target = new long[elements.Count];
        for (var i = 0; i < target.Length; i++)
        {
            var e = elements[i];
            if (e.IsConstant)
                target[i] = e.Value;
            else if (!e.IsUnknown && shape is not null && i < shape.Rank && e.ToDim() == shape[i])
                target[i] = 0;
            else if (!open)
                (target[i], open) = (-1, true);
            else
                return null;
        }
        return target;
    }

    private static void Squeeze(MappingContext c)
    {
        var shape = c.Shape(0);
        long[] axes = c.Node.Ints("squeeze_dims") is { Length: > 0 } dims ? dims : c.Node.Ints("axis");
        if (axes.Length == 0)
            axes = [.. Enumerable.Range(0, shape.Rank).Where(i => shape[i].IsKnown && shape[i].Value == 1).Select(i => (long)i)];
        axes = [.. axes.Select(a => (long)c.Axis(a, shape.Rank)).Distinct().Order()];
        if (axes.Length == 0)
            c.Give(c.In(0));
        else
            c.Give("Squeeze", [c.In(0), c.Builder.Ints(axes)]);
    }

    private static void ExpandDims(MappingContext c)
    {
        var axis = c.Longs(1, "axis") is [var given] ? given : throw c.Refuse("has several axes");
        c.Give("Unsqueeze", [c.In(0), c.Builder.Ints(c.Axis(axis, c.Shape(0).Rank + 1))]);
    }

    private static void Transpose(MappingContext c)
    {
        var order = c.Longs(1, "axis order");
        if (!order.Order().SequenceEqual(Enumerable.Range(0, c.Shape(0).Rank).Select(i => (long)i)))
            throw c.Refuse($"[{string.Join(',', order)}] is no order of the axes of {c.Shape(0)}");
        c.Give("Transpose", [c.In(0)], NodeAttribute.Ints("perm", order));
    }

    private static void Shape(MappingContext c)
    {
        var type = Integers(c);
        var shape = c.Op("Shape", c.In(0));
        if (type == ElementType.Int64)
            c.Give(shape);
        else
            c.Give("Cast", [shape], NodeAttribute.Int("to", (long)type));
    }

    private static ElementType Integers(MappingContext c) => c.Node.Type("out_type") == Protos.DataType.DtInt64 ? ElementType.Int64 : ElementType.Int32;

    private static void Fill(MappingContext c)
    {
        if (c.Constant(1) is { Count: 1 } value)
            c.Give("ConstantOfShape", [c.AsInt64(0)], NodeAttribute.Tensor("value", value.Reshape(1)));
        else
            c.Give("Expand", [c.In(1), c.AsInt64(0)]);
    }

    private static void Range(MappingContext c) => c.Give("Range", [c.In(0), c.In(1), c.In(2)]);

    private static void Blocks(MappingContext c, string op)
    {
        NodeAttribute[] attributes = [NodeAttribute.Int("blocksize", c.Node.Int("block_size"))];
        c.GiveImage(op, [c.ChannelsFirst(0)], op == "DepthToSpace" ? [.. attributes, NodeAttribute.String("mode", "DCR")] : attributes);
    }
}
