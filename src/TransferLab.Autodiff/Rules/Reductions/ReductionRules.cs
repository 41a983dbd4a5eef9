namespace TransferLab.Autodiff.Rules.Reductions;

/// <summary>
/// Reductions over axes that come as an attribute or, in later operator sets, as an input. The gradient of a reduction is constant along the reduced
/// axes; it is handed on with 1 there, and the next multiplication stretches it for free.
/// </summary>
internal static class ReductionRules
{
    // Below every norm that matters, above the smallest float: keeps 0/0 at 0.
    private const double TinyNorm = 1e-30;

    public static void Register(GradientRegistry registry)
    {
        Add(registry, "ReduceSum", static (c, r, g) => g);
        Add(registry, "ReduceMean", static (c, r, g) => Mean(c, g));
        Add(registry, "ReduceL1", static (c, r, g) => c.Mul(g, c.Op("Sign", c.Input(0))));
        Add(registry, "ReduceSumSquare", static (c, r, g) => c.Mul(c.Scale(g, 2), c.Input(0)));
        Add(registry, "ReduceL2", static (c, r, g) =>
        {
            var y = r.Kept(c, c.Output());
            return c.Mul(c.Div(g, c.Op("Max", y, c.Scalar(TinyNorm, y))), c.Input(0));
        });
        Add(registry, "ReduceLogSum", static (c, r, g) => c.Div(g, c.Op("Exp", r.Kept(c, c.Output()))));
        Add(registry, "ReduceLogSumExp", static (c, r, g) => c.Mul(g, c.Op("Exp", c.Sub(c.Input(0), r.Kept(c, c.Output())))));
        Add(registry, "ReduceMax", Extremum);
        Add(registry, "ReduceMin", Extremum);
    }

    private static void Add(GradientRegistry registry, string opType, Func<GradientContext, ReducedAxes, string, string> rule) => registry.Add(opType, 1, c =>
    {
        var reduced = ReducedAxes.Of(c);
        if (reduced.IsIdentity && opType is "ReduceSum" or "ReduceMean" or "ReduceMax" or "ReduceMin")
            c.Give(0, c.G());
        else
            c.Give(0, rule(c, reduced, reduced.Kept(c, c.G())));
    });

    private static string Mean(GradientContext c, string g)
    {
        var count = c.InputShape(0).Count / c.OutputShape().Count;
        if (count.IsKnown)
            return c.Scale(g, 1.0 / count.Value);
        var ratio = c.CastTo(c.Div(c.Op("Size", c.Input(0)), c.Op("Size", c.Output())), g);
        return c.Div(g, c.Unsqueeze(ratio, [.. Enumerable.Range(0, c.Shapes.Shape(g).Rank).Select(i => (long)i)]));
    }

    private static string Extremum(GradientContext c, ReducedAxes reduced, string g)
    {
        // Several largest elements share the gradient evenly.
        var mask = c.CastTo(c.Op("Equal", c.Input(0), reduced.Kept(c, c.Output())), c.Input(0));
        return c.Mul(mask, c.Div(g, c.Sum(mask, keepDims: true, reduced.Axes)));
    }
}

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
