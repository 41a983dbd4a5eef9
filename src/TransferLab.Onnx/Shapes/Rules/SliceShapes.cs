namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Slice and Pad, whose numbers were attributes once and are inputs now.</summary>
internal static class SliceShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Slice", Slice);
        rules.Add("Pad", Pad);
    }

    private static void Slice(ShapeRuleContext c)
    {
        if (!c.TryIn(out var x))
            return;
        var starts = Numbers(c, "starts", 1);
        var ends = Numbers(c, "ends", 2);
        var axes = c.IntsOrInput("axes", 3) ?? (c.HasInput(3) ? null : [.. Enumerable.Range(0, starts?.Count ?? ends?.Count ?? x.Rank)]);
        if (axes is null)
        {
            c.Out(0, c.Type(0), new Shape(x.Select(_ => Dim.Unknown)));
            return;
        }
        // Longer steps than any extent mean the same and could overflow.
        long[]? steps = c.Constant(4) is { } given ? [.. given.Select(s => Math.Clamp(s, -int.MaxValue, int.MaxValue))]
            : c.HasInput(4) ? null
            : [.. axes.Select(_ => 1L)];
        ShapeRuleContext.Require((starts?.Count ?? axes.Length) == axes.Length && (ends?.Count ?? axes.Length) == axes.Length
            && (steps?.Length ?? axes.Length) == axes.Length,
            "starts, ends, axes and steps have different lengths");
        var shape = x;
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = ShapeRuleContext.Axis(axes[i], x.Rank);
            shape = shape.With(axis, steps is null ? Dim.Unknown : Extent(x[axis], starts?[i] ?? default, ends?[i] ?? default, steps[i]));
        }
        c.Out(0, c.Type(0), shape);
        if (x.Rank == 1 && x[0].IsKnown && c.Elements(0) is { } content && axes is [_] && starts?[0] is { IsConstant: true } s
            && ends?[0] is { IsConstant: true } e && steps is [var step])
            c.OutElements(0, Range(content.Count, s.Value, e.Value, step).Select(i => content[i]));
    }

    private static IReadOnlyList<ShapeElement>? Numbers(ShapeRuleContext c, string attribute, int input) =>
        c.Node.Ints(attribute) is { } stated ? [.. stated.Select(ShapeElement.Of)] : c.Elements(input);

    private static Dim Extent(Dim dim, ShapeElement start, ShapeElement end, long step)
    {
        ShapeRuleContext.Require(step != 0, "a step is 0");
        if (dim.IsKnown && start.IsConstant && end.IsConstant)
        {
            var (first, last) = Bounds(dim.Value, start.Value, end.Value, step);
            return Math.Max(0, step > 0 ? (last - first + step - 1) / step : (first - last - step - 1) / -step);
        }
        // A whole symbolic dimension, forwards or backwards, stays what it is.
        var whole = step == 1 ? start.Equals(0) && ReachesEnd(end, dim) : step == -1 && start.Equals(-1) && end.IsConstant && end.Value <= -int.MaxValue;
        if (whole)
            return dim;
        return step == 1 && start.Equals(0) && dim.IsSymbolic && end.Symbol == dim.Symbol && end.Value >= 0 && end.Value <= dim.Value
            ? end.ToDim()
            : Dim.Unknown;
    }

    private static bool ReachesEnd(ShapeElement end, Dim dim) =>
        (end.IsConstant && end.Value >= int.MaxValue) || (dim.IsSymbolic && end.Symbol == dim.Symbol && end.Value >= dim.Value);

    private static IEnumerable<int> Range(int length, long start, long end, long step)
    {
        var (first, last) = Bounds(length, start, end, step);
        for (var i = first; step > 0 ? i < last : i > last; i += step)
            yield return (int)i;
    }

    private static (long First, long Last) Bounds(long length, long start, long end, long step)
    {
        // Saturating: int64 minimum and maximum are the usual way to write "to the end".
        if (start < 0)
            start = Math.Max(start, -length - 1) + length;
        if (end < 0)
            end = Math.Max(end, -length - 1) + length;
        return step > 0
            ? (Math.Clamp(start, 0, length), Math.Clamp(end, 0, length))
            : (Math.Clamp(start, -1, length - 1), Math.Clamp(end, -1, length - 1));
    }

    private static void Pad(ShapeRuleContext c)
    {
        if (!c.TryIn(out var x))
            return;
        var pads = Numbers(c, c.Node.Has("paddings") ? "paddings" : "pads", 1);
        var axes = c.Constant(3) ?? (c.HasInput(3) ? null : [.. Enumerable.Range(0, x.Rank)]);
        if (axes is null || pads is null)
        {
            c.Out(0, c.Type(0), new Shape(x.Select(_ => Dim.Unknown)));
            return;
        }
        ShapeRuleContext.Require(pads.Count == 2 * axes.Length, $"{pads.Count} pads are given for {axes.Length} axes");
        var shape = x;
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = ShapeRuleContext.Axis(axes[i], x.Rank);
            var sum = ShapeElement.Of(x[axis]) + pads[i] + pads[i + axes.Length];
            ShapeRuleContext.Require(!sum.IsConstant || sum.Value >= 0, $"axis {axis} of {x} is cropped by more than its extent");
            shape = shape.With(axis, sum.ToDim());
        }
        c.Out(0, c.Type(0), shape);
    }
}
