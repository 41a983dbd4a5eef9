namespace TransferLab.Autodiff.Rules.Layout;

/// <summary>Operators that give the same elements another shape or order; the gradient goes the way back.</summary>
internal static class ShapeRules
{
    public static void Register(GradientRegistry registry)
    {
        foreach (var op in (string[])["Flatten", "Reshape"])
            registry.Add(op, 1, static c => c.Give(0, c.ReshapeLike(c.FullG(), c.Input(0))));
        registry.Add("Squeeze", 1, Squeeze);
        registry.Add("Unsqueeze", 1, Unsqueeze);
        registry.Add("Transpose", 1, Transpose);
        registry.Add("Expand", 8, static c => c.GiveBroadcast(0, c.G()));
        registry.Add("DepthToSpace", 1, DepthToSpace);
        registry.Add("SpaceToDepth", 1, static c => c.Give(0, c.Op("DepthToSpace", [c.FullG()], NodeAttribute.Int("blocksize", c.Node.Int("blocksize")))));
    }

    private static void Squeeze(GradientContext c)
    {
        // The removed axes have length 1 in the input, so putting them back keeps a compact gradient compact.
        if (Axes(c, c.InputShape(0).Rank) is { } axes)
            c.Give(0, c.Unsqueeze(c.G(), axes));
        else
            c.Give(0, c.ReshapeLike(c.FullG(), c.Input(0)));
    }

    private static void Unsqueeze(GradientContext c)
    {
        if (Axes(c, c.OutputShape().Rank) is { } axes)
            c.Give(0, c.Squeeze(c.G(), axes));
        else
            c.Give(0, c.ReshapeLike(c.FullG(), c.Input(0)));
    }

    private static long[]? Axes(GradientContext c, int rank)
    {
        var axes = c.Node.Ints("axes");
        if (c.Node.HasInput(1))
            axes = c.Constant(1)?.ToLongs() ?? c.Shapes.Constant(c.Input(1));
        return axes is null ? null : [.. axes.Select(a => (long)c.Axis(a, rank)).Order()];
    }

    private static void Transpose(GradientContext c)
    {
        var rank = c.InputShape(0).Rank;
        var perm = c.Node.Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)];
        c.Give(0, c.Transpose(c.G(), Enumerable.Range(0, rank).Select(i => (long)Array.IndexOf(perm, i))));
    }

    private static void DepthToSpace(GradientContext c)
    {
        var block = c.Node.Int("blocksize");
        if (c.Node.String("mode", "DCR") == "DCR")
        {
            c.Give(0, c.Op("SpaceToDepth", [c.FullG()], NodeAttribute.Int("blocksize", block)));
            return;
        }
        // [N, C, H, b, W, b] back to [N, C, b, b, H, W]; SpaceToDepth has no mode for this order.
        var shape = c.InputShape(0);
        if (!shape[1].IsKnown || !shape[2].IsKnown || !shape[3].IsKnown)
            throw c.Refuse($"its channels and spatial size {shape} have to be known.");
        var blocks = c.Op("Reshape", c.FullG(), c.Ints(-1, shape[1].Value / (block * block), shape[2].Value, block, shape[3].Value, block));
        c.Give(0, c.ReshapeLike(c.Transpose(blocks, 0, 1, 3, 5, 2, 4), c.Input(0)));
    }
}
