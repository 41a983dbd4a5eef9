namespace TransferLab.Autodiff.Rules.Reductions;

/// <summary>Softmax and its logarithm over one axis (the form since operator set 13; before, they flattened to a matrix).</summary>
internal static class SoftmaxRules
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
    }

    private static long Axis(GradientContext c) => c.Axis(c.Node.Int("axis", -1), c.OutputShape().Rank);
}
