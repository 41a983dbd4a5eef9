namespace TransferLab.Onnx.Shapes.Rules;

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
        var shape = c.Node.Has("axis") ? c.In(0) is { } x ? x.With(ShapeRuleContext.Axis(c.Node.Int("axis"), x.Rank), Dim.Unknown) : null : new Shape(Dim.Unknown);
        c.Out(0, c.Type(0), shape);
    }

    private static void Unique(ShapeRuleContext c)
    {
        Compress(c);
        for (var i = 1; i < c.Node.Outputs.Count; i++)
            c.Out(i, ElementType.Int64, new Shape(Dim.Unknown));
    }
}
