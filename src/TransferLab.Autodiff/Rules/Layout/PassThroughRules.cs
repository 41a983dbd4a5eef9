namespace TransferLab.Autodiff.Rules.Layout;

/// <summary>Operators that pass values, and so gradients, through: unchanged, converted, dropped or chosen.</summary>
internal static class PassThroughRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("Identity", 1, static c => c.Give(0, c.G()));
        registry.Add("Cast", 6, Cast);
        registry.Add("CastLike", 15, Cast);
        registry.Add("Dropout", 7, static c => c.Give(0, c.G()));
        registry.Add("Dropout", 12, Dropout);
        registry.Add("Where", 9, Where);
    }

    private static void Cast(GradientContext c)
    {
        if (c.Shapes.Type(c.Input(0)).IsFloatingPoint() && c.Shapes.Type(c.Output()).IsFloatingPoint())
            c.Give(0, c.CastTo(c.G(), c.Input(0)));
        else
            c.Stop();
    }

    private static void Dropout(GradientContext c)
    {
        if (c.Needs(1))
            throw c.Refuse("its ratio cannot train.");
        var training = !c.Node.HasInput(2) ? false : c.Constant(2) is { } constant ? constant.ToLongs()[0] != 0 : (bool?)null;
        var ratio = c.Constant(1) is { } r ? r.Type == ElementType.Double ? r.Span<double>()[0] : r.ToFloats()[0] : c.Node.HasInput(1) ? (double?)null : 0.5;
        if (training == false || ratio == 0)
        {
            c.Give(0, c.G());
            return;
        }
        var g = c.G();
        // Outside training mode the mask is all true, so that only the factor has to be chosen at run time.
        var kept = c.Mul(g, c.CastTo(c.ExtraOutput(1), g));
        c.Give(0, training == true && ratio is { } known ? c.Scale(kept, 1 / (1 - known)) : c.Mul(kept, Factor(c, g, training)));
    }

    private static string Factor(GradientContext c, string like, bool? training)
    {
        var one = c.Scalar(1, like);
        var ratio = c.Node.HasInput(1) ? c.CastTo(c.Input(1), like) : c.Scalar(0.5, like);
        var scale = c.Div(one, c.Sub(one, ratio));
        return training == true ? scale : c.Op("Where", c.Input(2), scale, one);
    }

    private static void Where(GradientContext c)
    {
        var g = c.G();
        if (c.Needs(1))
            c.GiveBroadcast(1, c.Mul(g, c.CastTo(c.Input(0), g)));
        if (c.Needs(2))
            c.GiveBroadcast(2, c.Mul(g, c.CastTo(c.Op("Not", c.Input(0)), g)));
    }
}
