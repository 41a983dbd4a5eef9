namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Operators that reorder or repeat elements.</summary>
internal static class RearrangeShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Transpose", Transpose);
        rules.Add("Expand", Expand);
        rules.Add("Tile", Tile);
        rules.Add("DepthToSpace", DepthToSpace);
        rules.Add("SpaceToDepth", SpaceToDepth);
    }

    private static void Transpose(ShapeRuleContext c)
    {
        var order = c.Node.Ints("perm");
        if (c.In(0) is not { } x)
        {
            c.Out(0, c.Type(0), order is null ? null : new Shape(order.Select(_ => Dim.Unknown)));
            return;
        }
        order ??= [.. Enumerable.Range(0, x.Rank).Reverse()];
        ShapeRuleContext.Require(order.Order().SequenceEqual(Enumerable.Range(0, x.Rank).Select(i => (long)i)),
            $"perm [{string.Join(',', order)}] does not permute {x}");
        c.Out(0, c.Type(0), new Shape(order.Select(i => x[(int)i])));
        if (x.Rank <= 1)
            c.OutElements(0, c.Elements(0));
    }

    private static void Expand(ShapeRuleContext c)
    {
        if (c.In(0) is not { } x || c.ElementsOrUnknown(1) is not { } target)
        {
            c.Out(0, c.Type(0), null);
            return;
        }
        c.Out(0, c.Type(0), Broadcasting.Combine(x, new Shape(target.Select(e => e.ToDim()))));
        if (x.Count is { IsKnown: true, Value: 1 } && c.Elements(0) is { Count: 1 } one
            && target is [{ IsConstant: true, Value: >= 0 and <= ShapeTable.MaxElements } length])
            c.OutElements(0, Enumerable.Repeat(one[0], (int)length.Value));
    }

    private static void Tile(ShapeRuleContext c)
    {
        if (!c.TryIn(out var x))
            return;
        var repeats = c.Elements(1);
        ShapeRuleContext.Require(repeats is null || repeats.Count == x.Rank, $"{repeats?.Count} repeats do not fit {x}");
        c.Out(0, c.Type(0), new Shape(x.Select((d, i) => repeats is null ? Dim.Unknown : d * repeats[i].ToDim())));
    }

    private static void DepthToSpace(ShapeRuleContext c)
    {
        var block = Block(c);
        c.Out(0, c.Type(0), c.In(0) is { Rank: 4 } x ? new Shape(x[0], Exact(x[1], checked(block * block)), x[2] * block, x[3] * block) : null);
    }

    private static void SpaceToDepth(ShapeRuleContext c)
    {
        var block = Block(c);
        c.Out(0, c.Type(0), c.In(0) is { Rank: 4 } x ? new Shape(x[0], x[1] * checked(block * block), Exact(x[2], block), Exact(x[3], block)) : null);
    }

    private static long Block(ShapeRuleContext c)
    {
        var block = c.Node.Int("blocksize");
        ShapeRuleContext.Require(block > 0 && c.In(0) is null or { Rank: 4 }, $"blocksize {block} cannot be applied to {c.In(0)}");
        return block;
    }

    private static Dim Exact(Dim dim, long by)
    {
        ShapeRuleContext.Require(!dim.IsKnown || dim.Value % by == 0, $"{dim} is no multiple of {by}");
        return dim / by;
    }
}
