namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Local and global pooling.</summary>
internal static class PoolingShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        foreach (var op in (string[])["MaxPool", "AveragePool", "LpPool"])
            rules.Add(op, Pool);
        foreach (var op in (string[])["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"])
            rules.Add(op, c => c.Out(0, c.Type(0), c.In(0) is { } x ? new Shape(x.Select((d, i) => i < 2 ? d : Dim.Of(1))) : null));
        rules.Add("MaxUnpool", MaxUnpool);
        rules.Add("RoiAlign", c => c.Out(0, c.Type(0), c.In(0) is { Rank: 4 } x
            ? new Shape(c.In(2) is { Rank: 1 } rois ? rois[0] : Dim.Unknown, x[1], c.Node.Int("output_height", 1), c.Node.Int("output_width", 1)) : null));
    }

    private static void Pool(ShapeRuleContext c)
    {
        Shape? shape = null;
        if (c.In(0) is { } x)
        {
            var window = ReadWindow(c, x);
            var ceil = c.Node.Int("ceil_mode") != 0;
            shape = new Shape([x[0], x[1], .. Enumerable.Range(0, x.Rank - 2).Select(i => window.Forward(i, x[i + 2], ceil))]);
        }
        c.Out(0, c.Type(0), shape);
        c.Out(1, ElementType.Int64, shape);
    }

    private static void MaxUnpool(ShapeRuleContext c)
    {
        if (c.HasInput(2))
            c.Out(0, c.Type(0), c.ElementsOrUnknown(2) is { } target ? new Shape(target.Select(e => e.ToDim())) : null);
        else if (c.In(0) is { } x)
        {
            var window = ReadWindow(c, x);
            c.Out(0, c.Type(0), new Shape([x[0], x[1], .. Enumerable.Range(0, x.Rank - 2).Select(i => window.Transposed(i, x[i + 2], 0))]));
        }
    }

    private static Window ReadWindow(ShapeRuleContext c, Shape x)
    {
        var kernel = c.Node.Ints("kernel_shape") ?? throw new InvalidOperationException("the attribute kernel_shape is missing");
        ShapeRuleContext.Require(x.Rank == kernel.Length + 2, $"kernel_shape has {kernel.Length} numbers for an input {x}");
        ShapeRuleContext.Require(kernel.All(k => k > 0), "kernel_shape must be positive");
        return new Window(c.Node, kernel);
    }
}
