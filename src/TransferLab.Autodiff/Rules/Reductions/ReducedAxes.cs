namespace TransferLab.Autodiff.Rules.Reductions;

/// <summary>The axes a reduction node reduces.</summary>
/// <param name="Axes">Axes counted from the front, ascending.</param>
/// <param name="KeepDims">Whether the output keeps them with length 1.</param>
internal sealed record ReducedAxes(long[] Axes, bool KeepDims)
{
    /// <summary>Whether nothing is reduced.</summary>
    public bool IsIdentity => Axes.Length == 0;

    /// <summary>Reads them from the node's attribute or input; the rule refuses axes that are not constant.</summary>
    public static ReducedAxes Of(GradientContext c)
    {
        var rank = c.InputShape(0).Rank;
        var axes = c.Node.Ints("axes");
        if (c.Node.HasInput(1))
            axes = c.Constant(1)?.ToLongs() ?? c.Shapes.Constant(c.Input(1)) ?? throw c.Refuse("its axes are not constant.");
        if (axes is null or [])
            axes = c.Node.Int("noop_with_empty_axes") != 0 ? [] : [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        return new([.. axes.Select(a => (long)c.Axis(a, rank)).Distinct().Order()], c.Node.Int("keepdims", 1) != 0);
    }

    /// <summary>A value of the output's shape with the reduced axes put back as 1.</summary>
    public string Kept(GradientContext c, string value) => KeepDims ? value : c.Unsqueeze(value, Axes);
}
