namespace TransferLab.Autodiff.Rules.Elementwise;

/// <summary>Activations without (or with only removable) kinks.</summary>
internal static class SmoothActivationRules
{
    private const double RootHalf = 0.70710678118654752;
    private const double InverseRootTwoPi = 0.39894228040143268;
    private const double RootTwoOverPi = 0.79788456080286536;
    private const double GeluCubic = 0.044715;

    public static void Register(GradientRegistry registry)
    {
        registry.Add("Sigmoid", 6, static c => c.Give(0, c.Mul(c.G(), c.Sub(c.Output(), c.Mul(c.Output(), c.Output())))));
        registry.Add("Tanh", 6, static c => c.Give(0, c.Mul(c.G(), c.From(1, c.Mul(c.Output(), c.Output())))));
        registry.Add("Softplus", 1, static c => c.Give(0, c.Mul(c.G(), c.Op("Sigmoid", c.Input(0)))));
        registry.Add("Softsign", 1, static c =>
        {
            var width = c.AddNumber(c.Op("Abs", c.Input(0)), 1);
            c.Give(0, c.Div(c.G(), c.Mul(width, width)));
        });
        registry.Add("Elu", 6, static c => c.Give(0, c.Mul(c.G(), ExponentialSlope(c, 1, c.Node.Float("alpha", 1)))));
        registry.Add("Selu", 6, static c =>
        {
            double gamma = c.Node.Float("gamma", 1.05070102214813232421875f), alpha = c.Node.Float("alpha", 1.67326319217681884765625f);
            c.Give(0, c.Mul(c.G(), ExponentialSlope(c, gamma, gamma * alpha)));
        });
        registry.Add("Celu", 12, static c =>
        {
            // Below 0: y = α(e^(x/α) − 1), so y' = y/α + 1.
            var y = c.Scale(c.Output(), 1.0 / c.Node.Float("alpha", 1));
            c.Give(0, c.Mul(c.G(), c.AddNumber(c.Op("Min", y, c.Scalar(0, y)), 1)));
        });
        registry.Add("Mish", 18, Mish);
        registry.Add("Gelu", 20, static c => c.Give(0, c.Mul(c.G(), c.Node.String("approximate", "none") == "tanh" ? GeluTanh(c) : GeluErf(c))));
    }

    /// <summary>For y = slope·x above 0 and scale·(eˣ − 1) below: y' = slope above and y + scale below.</summary>
    private static string ExponentialSlope(GradientContext c, double slope, double scale)
    {
        var y = c.Output();
        var below = c.Op("Min", y, c.Scalar(0, y));
        return slope == scale
            ? c.AddNumber(below, scale)
            : c.Add(below, c.AddNumber(c.Scale(c.Step(c.Input(0)), slope - scale), scale));
    }

    private static void Mish(GradientContext c)
    {
        // y = x·t with t = tanh(softplus(x)): y' = t + x·sigmoid(x)·(1 − t²).
        var x = c.Input(0);
        var t = c.Op("Tanh", c.Op("Softplus", x));
        var slope = c.Mul(c.Mul(x, c.Op("Sigmoid", x)), c.From(1, c.Mul(t, t)));
        c.Give(0, c.Mul(c.G(), c.Add(t, slope)));
    }

    /// <summary>Φ(x) + x·φ(x), with the normal distribution's Φ and density φ.</summary>
    private static string GeluErf(GradientContext c)
    {
        var x = c.Input(0);
        var cumulative = c.Scale(c.AddNumber(c.Op("Erf", c.Scale(x, RootHalf)), 1), 0.5);
        var density = c.Scale(c.Op("Exp", c.Scale(c.Mul(x, x), -0.5)), InverseRootTwoPi);
        return c.Add(cumulative, c.Mul(x, density));
    }

    /// <summary>For y = x/2·(1 + t) with t = tanh(u), u = √(2/π)(x + 0.044715x³): y' = (1 + t)/2 + x/2·(1 − t²)·u'.</summary>
    private static string GeluTanh(GradientContext c)
    {
        var x = c.Input(0);
        var square = c.Mul(x, x);
        var t = c.Op("Tanh", c.Mul(x, c.AddNumber(c.Scale(square, RootTwoOverPi * GeluCubic), RootTwoOverPi)));
        var inner = c.AddNumber(c.Scale(square, 3 * RootTwoOverPi * GeluCubic), RootTwoOverPi);
        var slope = c.Mul(c.Mul(x, inner), c.From(1, c.Mul(t, t)));
        return c.Scale(c.AddNumber(c.Add(t, slope), 1), 0.5);
    }
}
