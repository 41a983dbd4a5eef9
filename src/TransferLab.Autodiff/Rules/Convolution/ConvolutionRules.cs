namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>Gradients of Conv and ConvTranspose, each part only where it is needed.</summary>
internal static class ConvolutionRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("Conv", 1, Conv);
        registry.Add("ConvTranspose", 1, ConvTranspose);
    }

    private static void Conv(GradientContext c)
    {
        var g = ConvolutionGeometry.OfConv(c);
        var dy = c.FullG();
        if (c.Needs(0))
            c.Give(0, DataGradient.Write(c, g, c.Input(1), dy));
        if (c.Needs(1))
            c.Give(1, WeightGradient.Write(c, g, c.Input(0), dy));
        Bias(c, g, dy);
    }

    private static void ConvTranspose(GradientContext c)
    {
        var g = ConvolutionGeometry.OfConvTranspose(c);
        var dy = c.FullG();
        if (c.Needs(0))
            c.Give(0, Adjoint(c, g, dy));
        // As a convolution this node reads its output and makes its input: dY takes the place of X, and X that of dY.
        if (c.Needs(1))
            c.Give(1, WeightGradient.Write(c, g, dy, c.Input(0)));
        Bias(c, g, dy);
    }

    /// <summary>dX of a ConvTranspose is the convolution it is the transpose of, with the weight as it is.</summary>
    private static string Adjoint(GradientContext c, ConvolutionGeometry g, string dy)
    {
        var w = g.Window;
        // Output padding that no tap reached takes no part.
        var read = c.PadSpatial(dy, new long[w.Rank], [.. w.PadsTrailing.Select(p => Math.Min(p, 0))]);
        var dx = c.Builder.Add("Conv", [read, c.Input(1)],
            [NodeAttribute.Ints("kernel_shape", w.Kernel), NodeAttribute.Ints("strides", w.Strides), NodeAttribute.Ints("dilations", w.Dilations),
                NodeAttribute.Ints("pads", w.PadsBegin.Concat(w.PadsTrailing.Select(p => Math.Max(p, 0)))), NodeAttribute.Int("group", g.Groups)]);
        return c.State(dx, dy, c.InputShape(0));
    }

    private static void Bias(GradientContext c, ConvolutionGeometry g, string dy)
    {
        if (c.Needs(2))
            c.Give(2, c.Sum(dy, false, [0, .. g.Window.SpatialAxes]));
    }
}
