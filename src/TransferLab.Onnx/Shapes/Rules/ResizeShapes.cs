namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Resampling to a scale or a size.</summary>
internal static class ResizeShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Upsample", c => ByScale(c, c.Node.Floats("scales") ?? Floats(c, 1)));
        rules.Add("Resize", Resize);
        rules.Add("GridSample",
            c => c.Out(0, c.Type(0), c.In(0) is { } x && c.In(1) is { Rank: >= 3 } grid ? new Shape([x[0], x[1], .. grid.Skip(1).SkipLast(1)]) : null));
    }

    private static void Resize(ShapeRuleContext c)
    {
        if (c.HasInput(3))
            BySize(c);
        else
            // Version 10 has the scales where later versions have the region of interest.
            ByScale(c, Floats(c, c.Opset < 11 ? 1 : 2));
    }

    private static float[]? Floats(ShapeRuleContext c, int input) => c.Tensor(input) is { } t && t.Type == ElementType.Float ? t.ToFloats() : null;

    private static void ByScale(ShapeRuleContext c, float[]? scales)
    {
        if (!c.TryIn(out var x))
            return;
        var axes = Axes(c, x);
        ShapeRuleContext.Require(scales is null || scales.Length == axes.Length, $"{scales?.Length} scales are given for {axes.Length} axes");
        var shape = x;
        for (var i = 0; i < axes.Length; i++)
            shape = shape.With(axes[i], scales is null ? Dim.Unknown : Scale(x[axes[i]], scales[i]));
        c.Out(0, c.Type(0), shape);
    }

    private static Dim Scale(Dim dim, float scale)
    {
        ShapeRuleContext.Require(scale > 0 && float.IsFinite(scale), $"the scale {scale} is not positive");
        return dim.IsKnown ? Dim.Of(checked((long)MathF.Floor(dim.Value * scale)))
            : scale == MathF.Floor(scale) && scale < int.MaxValue ? dim * (long)scale
            : Dim.Unknown;
    }

    private static void BySize(ShapeRuleContext c)
    {
        if (c.In(0) is not { } x)
        {
            c.Out(0, c.Type(0), c.ElementsOrUnknown(3) is { } given && !c.Node.Has("axes") ? new Shape(given.Select(e => e.ToDim())) : null);
            return;
        }
        var axes = Axes(c, x);
        var sizes = c.Elements(3);
        ShapeRuleContext.Require(sizes is null || sizes.Count == axes.Length, $"{sizes?.Count} sizes are given for {axes.Length} axes");
        var policy = c.Node.String("keep_aspect_ratio_policy", "stretch");
        var ratios = sizes is null || policy == "stretch"
            ? null
            : axes.Select((a, i) => x[a].IsKnown && sizes[i].IsConstant ? sizes[i].Value / (float)x[a].Value : float.NaN).ToArray();
        var scale = ratios is null ? 0 : policy == "not_larger" ? ratios.Min() : ratios.Max();
        var shape = x;
        for (var i = 0; i < axes.Length; i++)
        {
            shape = shape.With(axes[i], sizes is null || float.IsNaN(scale) ? Dim.Unknown
                : ratios is null ? sizes[i].ToDim()
                : Dim.Of((long)MathF.Round(scale * x[axes[i]].Value, MidpointRounding.AwayFromZero)));
        }
        c.Out(0, c.Type(0), shape);
    }

    private static int[] Axes(ShapeRuleContext c, Shape x) =>
        c.Node.Ints("axes") is { } axes ? [.. axes.Select(a => ShapeRuleContext.Axis(a, x.Rank))] : [.. Enumerable.Range(0, x.Rank)];
}
