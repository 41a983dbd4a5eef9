namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Operators that join tensors or part them.</summary>
internal static class JoinShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Concat", Concat);
        rules.Add("Split", Split);
    }

    private static void Concat(ShapeRuleContext c)
    {
        var count = c.Node.Inputs.Count;
        var shapes = Enumerable.Range(0, count).Select(c.In).ToArray();
        if (shapes.FirstOrDefault(s => s is not null) is not { } first)
        {
            c.Out(0, c.Type(0), null);
            return;
        }
        // Version 1 joins along axis 1 when none is given; later versions ask for one.
        var axis = ShapeRuleContext.Axis(c.Node.Int("axis", 1), first.Rank);
        ShapeRuleContext.Require(shapes.All(s => s is null || s.Rank == first.Rank), $"the ranks of {string.Join(", ", (IEnumerable<Shape?>)shapes)} differ");
        var dims = first.ToArray();
        dims[axis] = 0;
        foreach (var shape in shapes)
            for (var i = 0; i < dims.Length; i++)
                dims[i] = i == axis ? dims[i] + (shape?[i] ?? Dim.Unknown)
                    : shape is null ? dims[i]
                    : ShapeRuleContext.Same(dims[i], shape[i], $"dimension {i}");
        c.Out(0, c.Type(0), new Shape(dims));
        if (dims is [{ IsKnown: true, Value: <= ShapeTable.MaxElements }] && Enumerable.Range(0, count).Any(i => c.Elements(i) is not null))
            c.OutElements(0, Enumerable.Range(0, count).SelectMany(i => c.ElementsOrUnknown(i) ?? []));
    }

    private static void Split(ShapeRuleContext c)
    {
        var count = c.Node.Outputs.Count;
        var x = c.In(0);
        var sizes = c.Node.Ints("split") is { } attribute ? [.. attribute.Select(ShapeElement.Of)] : c.Elements(1);
        var axis = x is null ? 0 : ShapeRuleContext.Axis(c.Node.Int("axis"), x.Rank);
        if (sizes is null && !c.HasInput(1) && x is not null)
            sizes = Even(x[axis], c.Node.Int("num_outputs", count), count, c.Opset);
        ShapeRuleContext.Require(sizes is null || sizes.Count == count, $"{sizes?.Count} sizes are given for {count} outputs");
        var total = sizes?.Aggregate((ShapeElement)0, (a, b) => a + b).ToDim() ?? Dim.Unknown;
        if (x is not null)
            ShapeRuleContext.Same(total, x[axis], "the sizes do not add up");
        var content = x is { Rank: 1 } && sizes is not null && sizes.All(s => s.IsConstant) ? c.Elements(0) : null;
        var start = 0;
        for (var i = 0; i < count; i++)
        {
            c.Out(i, c.Type(0), x?.With(axis, sizes?[i].ToDim() ?? Dim.Unknown));
            if (content is null)
                continue;
            c.OutElements(i, content.Skip(start).Take((int)sizes![i].Value));
            start += (int)sizes[i].Value;
        }
    }

    /// <summary>Equal parts; since version 18 the last one may be smaller.</summary>
    private static ShapeElement[]? Even(Dim extent, long parts, int outputs, long opset)
    {
        ShapeRuleContext.Require(parts == outputs, $"num_outputs is {parts}, but there are {outputs} outputs");
        if (!extent.IsKnown)
            return [.. Enumerable.Repeat(ShapeElement.Of(extent / parts), outputs)];
        ShapeRuleContext.Require(opset >= 18 || extent.Value % parts == 0, $"{extent} does not divide into {parts} equal parts");
        var size = (extent.Value + parts - 1) / parts;
        return [.. Enumerable.Range(0, outputs).Select(i => ShapeElement.Of(Math.Clamp(extent.Value - (i * size), 0, size)))];
    }
}
