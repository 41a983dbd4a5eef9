namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Operators that keep the elements in order and change the dimensions.</summary>
internal static class ReshapeShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Flatten", Flatten);
        rules.Add("Reshape", Reshape);
        rules.Add("Squeeze", Squeeze);
        rules.Add("Unsqueeze", Unsqueeze);
    }

    private static void Flatten(ShapeRuleContext c)
    {
        if (c.In(0) is not { } x)
        {
            c.Out(0, c.Type(0), new Shape(Dim.Unknown, Dim.Unknown));
            return;
        }
        var axis = c.Node.Int("axis", 1);
        // Unlike elsewhere the axis may equal the rank: everything goes into the first dimension.
        var split = axis == x.Rank ? x.Rank : ShapeRuleContext.Axis(axis, x.Rank);
        c.Out(0, c.Type(0), new Shape(new Shape(x.Take(split)).Count, new Shape(x.Skip(split)).Count));
    }

    private static void Reshape(ShapeRuleContext c)
    {
        var target = c.Node.Ints("shape") is { } attribute ? [.. attribute.Select(ShapeElement.Of)] : c.ElementsOrUnknown(1);
        c.Out(0, c.Type(0), target is null ? null : ReshapeTarget.Resolve(c.In(0), target, c.Node.Int("allowzero") != 0));
        c.OutElements(0, c.Elements(0));
    }

    private static void Squeeze(ShapeRuleContext c)
    {
        c.OutElements(0, c.Elements(0));
        var axes = c.IntsOrInput("axes", 1);
        if (c.In(0) is not { } x || (axes is null && c.HasInput(1)))
        {
            c.Out(0, c.Type(0), null);
            return;
        }
        if (axes is null)
        {
            // Without axes the rank depends on which dimensions happen to be 1.
            c.Out(0, c.Type(0), x.IsStatic ? new Shape(x.Where(d => d.Value != 1)) : null);
            return;
        }
        var gone = ShapeRuleContext.Axes(axes, x.Rank);
        foreach (var axis in gone)
            ShapeRuleContext.Same(x[axis], 1, $"axis {axis} of {x} cannot be squeezed");
        c.Out(0, c.Type(0), new Shape(x.Where((_, i) => !gone.Contains(i))));
    }

    private static void Unsqueeze(ShapeRuleContext c)
    {
        c.OutElements(0, c.Elements(0));
        if (c.In(0) is not { } x || c.IntsOrInput("axes", 1) is not { } axes)
        {
            c.Out(0, c.Type(0), null);
            return;
        }
        var rank = x.Rank + axes.Length;
        var added = ShapeRuleContext.Axes(axes, rank);
        ShapeRuleContext.Require(added.Count == axes.Length, $"the axes [{string.Join(',', axes)}] name one twice");
        var next = 0;
        c.Out(0, c.Type(0), new Shape(Enumerable.Range(0, rank).Select(i => added.Contains(i) ? Dim.Of(1) : x[next++]).ToArray()));
    }
}
