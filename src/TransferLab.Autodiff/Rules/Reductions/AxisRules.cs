namespace TransferLab.Autodiff.Rules.Reductions;

/// <summary>
/// What runs along one axis: softmax and its logarithm (the form since operator set 13; before, they flattened to a matrix), running sums, triangles and the
/// largest K.
/// </summary>
internal static class AxisRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("Softmax", 13, static c =>
        {
            var product = c.Mul(c.FullG(), c.Output());
            // y·(g − Σ g·y), with the product formed once.
            c.Give(0, c.Sub(product, c.Mul(c.Output(), c.Sum(product, keepDims: true, Axis(c)))));
        });
        registry.Add("LogSoftmax", 13, static c =>
        {
            var g = c.FullG();
            c.Give(0, c.Sub(g, c.Mul(c.Op("Exp", c.Output()), c.Sum(g, keepDims: true, Axis(c)))));
        });
        // Running the other way hands each element what was summed behind it.
        registry.Add("CumSum", 11, static c => c.Give(0, c.Op("CumSum", [c.FullG(), c.Input(1)],
            NodeAttribute.Int("exclusive", c.Node.Int("exclusive")), NodeAttribute.Int("reverse", c.Node.Int("reverse") == 0 ? 1 : 0))));
        registry.Add("Trilu", 14, static c => c.Give(0, c.Op("Trilu", c.Node.HasInput(1) ? [c.FullG(), c.Input(1)] : [c.FullG()],
            NodeAttribute.Int("upper", c.Node.Int("upper", 1)))));
        registry.Add("TopK", 10, static c =>
        {
            if (c.OutputGradient() is not { } g)
                return;
            c.Give(0, c.Op("ScatterElements", [c.ZerosLike(c.Input(0)), c.ExtraOutput(1), g], NodeAttribute.Int("axis", c.Node.Int("axis", -1))));
        });
    }

    private static long Axis(GradientContext c) => c.Axis(c.Node.Int("axis", -1), c.OutputShape().Rank);
}
