namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Reductions over axes given as an attribute (older operator sets) or an input.</summary>
internal static class ReductionShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        foreach (var op in (string[])["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum",
            "ReduceLogSumExp", "ReduceSumSquare"])
            rules.Add(op, Reduce);
        foreach (var op in (string[])["ArgMax", "ArgMin"])
            rules.Add(op, Arg);
    }

    private static void Reduce(ShapeRuleContext c)
    {
        var keep = c.Node.Int("keepdims", 1) != 0;
        var axes = c.IntsOrInput("axes", 1);
        if (axes is { Length: 0 } || (axes is null && !c.HasInput(1)))
        {
            if (c.Node.Int("noop_with_empty_axes") != 0)
            {
                c.Out(0, c.Type(0), c.In(0));
                c.OutElements(0, c.Elements(0));
                return;
            }
            c.Out(0, c.Type(0), c.In(0) is { } x ? keep ? new Shape(x.Select(_ => Dim.Of(1))) : Shape.Scalar : keep ? null : Shape.Scalar);
            Content(c);
        }
        else if (c.In(0) is not { } x)
        {
            c.Out(0, c.Type(0), null);
        }
        else if (axes is null)
        {
            // Which axes go is not known, but each result dimension is either kept or 1.
            c.Out(0, c.Type(0), keep ? new Shape(x.Select(d => d.IsKnown && d.Value == 1 ? d : Dim.Unknown)) : null);
        }
        else
        {
            var reduced = ShapeRuleContext.Axes(axes, x.Rank);
            c.Out(0, c.Type(0),
                new Shape(x.Index().Where(d => keep || !reduced.Contains(d.Index)).Select(d => reduced.Contains(d.Index) ? Dim.Of(1) : d.Item)));
            if (x.Rank == 1 && reduced.Count == 1)
                Content(c);
        }
    }

    /// <summary>A vector of dimensions reduced to one number, e.g. a product of extents.</summary>
    private static void Content(ShapeRuleContext c)
    {
        if (c.In(0) is not { Rank: 1 } || c.Elements(0) is not { Count: > 0 } elements)
            return;
        Func<ShapeElement, ShapeElement, ShapeElement>? combine = c.Node.OpType switch
        {
            "ReduceProd" => (a, b) => a * b,
            "ReduceSum" => (a, b) => a + b,
            "ReduceMax" => ShapeElement.Max,
            "ReduceMin" => ShapeElement.Min,
            _ => null,
        };
        if (combine is not null)
            c.OutElements(0, [elements.Aggregate(combine)]);
    }

    private static void Arg(ShapeRuleContext c)
    {
        if (c.In(0) is not { } x)
        {
            c.Out(0, ElementType.Int64, null);
            return;
        }
        var axis = ShapeRuleContext.Axis(c.Node.Int("axis"), x.Rank);
        var keep = c.Node.Int("keepdims", 1) != 0;
        c.Out(0, ElementType.Int64, keep ? x.With(axis, 1) : new Shape(x.Where((_, i) => i != axis)));
    }
}

/// <summary>Losses of the default domain.</summary>
internal static class LossShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("SoftmaxCrossEntropyLoss", Loss);
        rules.Add("NegativeLogLikelihoodLoss", Loss);
    }

    private static void Loss(ShapeRuleContext c)
    {
        c.Out(0, c.Type(0), c.Node.String("reduction", "mean") == "none" ? c.In(1) : Shape.Scalar);
        c.Out(1, c.Type(0), c.In(0));
    }
}
