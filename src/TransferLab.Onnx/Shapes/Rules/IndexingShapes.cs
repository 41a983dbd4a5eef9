namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Gathering and scattering by index.</summary>
internal static class IndexingShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Gather", Gather);
        rules.Add("GatherND", GatherND);
        rules.Add("GatherElements", c => c.Out(0, c.Type(0), c.In(1)));
        foreach (var op in (string[])["Scatter", "ScatterElements", "ScatterND", "TensorScatter"])
            rules.Add(op, c => c.Out(0, c.Type(0), c.In(0)));
        rules.Add("OneHot", OneHot);
    }

    private static void Gather(ShapeRuleContext c)
    {
        if (c.In(0) is not { } x || c.In(1) is not { } indices)
        {
            c.Out(0, c.Type(0), null);
            return;
        }
        var axis = ShapeRuleContext.Axis(c.Node.Int("axis"), x.Rank);
        c.Out(0, c.Type(0), new Shape([.. x.Take(axis), .. indices, .. x.Skip(axis + 1)]));
        if (x.Rank != 1 || c.Elements(0) is not { } content || c.Constant(1) is not { } picks)
            return;
        ShapeRuleContext.Require(picks.All(p => p >= -content.Count && p < content.Count),
            $"an index in [{string.Join(',', picks)}] lies outside {content.Count} elements");
        c.OutElements(0, picks.Select(p => content[(int)(p < 0 ? p + content.Count : p)]));
    }

    private static void GatherND(ShapeRuleContext c)
    {
        if (c.In(0) is not { } x || c.In(1) is not { } indices || !(indices.Rank > 0 && indices[^1].IsKnown))
        {
            c.Out(0, c.Type(0), null);
            return;
        }
        var batch = (int)Math.Clamp(c.Node.Int("batch_dims"), 0, x.Rank);
        ShapeRuleContext.Require(indices[^1].Value <= x.Rank - batch, $"indices {indices} reach deeper than {x}");
        c.Out(0, c.Type(0), new Shape([.. indices.SkipLast(1), .. x.Skip(batch + (int)indices[^1].Value)]));
    }

    private static void OneHot(ShapeRuleContext c)
    {
        if (c.In(0) is not { } indices)
        {
            c.Out(0, c.Type(2), null);
            return;
        }
        var depth = c.Elements(1) is [var d] ? d.ToDim() : Dim.Unknown;
        var axis = ShapeRuleContext.Axis(c.Node.Int("axis", -1), indices.Rank + 1);
        c.Out(0, c.Type(2), new Shape([.. indices.Take(axis), depth, .. indices.Skip(axis)]));
    }
}

/// <summary>Selections whose size depends on a number or on the data.</summary>
internal static class SelectionShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("TopK", TopK);
        rules.Add("NonZero", c => c.Out(0, ElementType.Int64, new Shape(c.In(0) is { } x ? Dim.Of(x.Rank) : Dim.Unknown, Dim.Unknown)));
        rules.Add("Compress", Compress);
        rules.Add("Unique", Unique);
        rules.Add("NonMaxSuppression", c => c.Out(0, ElementType.Int64, new Shape(Dim.Unknown, 3)));
    }

    private static void TopK(ShapeRuleContext c)
    {
        Shape? shape = null;
        if (c.In(0) is { } x)
        {
            var k = c.Node.Has("k") ? ShapeElement.Of(c.Node.Int("k")) : c.Elements(1) is [var given] ? given : default;
            shape = x.With(ShapeRuleContext.Axis(c.Node.Int("axis", -1), x.Rank), k.ToDim());
        }
        c.Out(0, c.Type(0), shape);
        c.Out(1, ElementType.Int64, shape);
    }

    private static void Compress(ShapeRuleContext c)
    {
        Shape? shape = new(Dim.Unknown);
        if (c.Node.Has("axis"))
            shape = c.In(0) is { } x ? x.With(ShapeRuleContext.Axis(c.Node.Int("axis"), x.Rank), Dim.Unknown) : null;
        c.Out(0, c.Type(0), shape);
    }

    private static void Unique(ShapeRuleContext c)
    {
        Compress(c);
        for (var i = 1; i < c.Node.Outputs.Count; i++)
            c.Out(i, ElementType.Int64, new Shape(Dim.Unknown));
    }
}
