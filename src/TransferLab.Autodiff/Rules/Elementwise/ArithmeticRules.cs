namespace TransferLab.Autodiff.Rules.Elementwise;

/// <summary>
/// Sums, products, quotients, powers and extrema of values that broadcast to each other; functions of one value: roots, exponentials, trigonometry.
/// </summary>
internal static class ArithmeticRules
{
    private const double TwoOverRootPi = 1.1283791670955126;

    public static void Register(GradientRegistry registry)
    {
        registry.Add("Add", 7, static c =>
        {
            c.GiveBroadcast(0, c.G());
            c.GiveBroadcast(1, c.G());
        });
        registry.Add("Sub", 7, static c =>
        {
            c.GiveBroadcast(0, c.G());
            if (c.Needs(1))
                c.GiveBroadcast(1, c.Neg(c.G()));
        });
        registry.Add("Mul", 7, static c =>
        {
            if (c.Needs(0))
                c.GiveBroadcast(0, c.Mul(c.G(), c.Input(1)));
            if (c.Needs(1))
                c.GiveBroadcast(1, c.Mul(c.G(), c.Input(0)));
        });
        registry.Add("Div", 7, static c =>
        {
            var numerator = c.Div(c.G(), c.Input(1));
            c.GiveBroadcast(0, numerator);
            if (c.Needs(1))
                c.GiveBroadcast(1, c.Neg(c.Mul(numerator, c.Output())));
        });
        registry.Add("Pow", 7, Pow);
        registry.Add("Sum", 8, static c => GiveAll(c, c.G()));
        registry.Add("Mean", 8, static c => GiveAll(c, c.Scale(c.G(), 1.0 / c.Node.Inputs.Count)));
        registry.Add("Max", 8, static c => Extremum(c, largest: true));
        registry.Add("Min", 8, static c => Extremum(c, largest: false));
        registry.Add("Neg", 6, static c => c.Give(0, c.Neg(c.G())));
        registry.Add("Sqrt", 6, static c => c.Give(0, c.Div(c.Scale(c.G(), 0.5), c.Output())));
        registry.Add("Exp", 6, static c => c.Give(0, c.Mul(c.G(), c.Output())));
        registry.Add("Log", 6, static c => c.Give(0, c.Div(c.G(), c.Input(0))));
        registry.Add("Reciprocal", 6, static c => c.Give(0, c.Neg(c.Mul(c.Mul(c.G(), c.Output()), c.Output()))));
        registry.Add("Abs", 6, static c => c.Give(0, c.Mul(c.G(), c.Op("Sign", c.Input(0)))));
        registry.Add("Sin", 7, static c => c.Give(0, c.Mul(c.G(), c.Op("Cos", c.Input(0)))));
        registry.Add("Cos", 7, static c => c.Give(0, c.Neg(c.Mul(c.G(), c.Op("Sin", c.Input(0))))));
        registry.Add("Tan", 7, static c => c.Give(0, c.Mul(c.G(), c.AddNumber(c.Mul(c.Output(), c.Output()), 1))));
        registry.Add("Atan", 7, static c => c.Give(0, c.Div(c.G(), c.AddNumber(c.Mul(c.Input(0), c.Input(0)), 1))));
        registry.Add("Erf", 9, static c =>
        {
            var x = c.Input(0);
            c.Give(0, c.Mul(c.Scale(c.G(), TwoOverRootPi), c.Op("Exp", c.Neg(c.Mul(x, x)))));
        });
    }

    private static void GiveAll(GradientContext c, string gradient)
    {
        for (var i = 0; i < c.Node.Inputs.Count; i++)
            c.GiveBroadcast(i, gradient);
    }

    private static void Pow(GradientContext c)
    {
        if (c.Needs(0))
        {
            var constant = c.Constant(1) is { Count: > 0 and <= 1 << 20 } t ? Numbers(t) : null;
            if (constant is not null && constant.All(p => p == constant[0]))
                PowerOfNumber(c, constant[0]);
            else
                PowerOfTensor(c, constant);
        }
        if (!c.Needs(1))
            return;
        // x^p log x, which is 0 where x is 0 (and undefined where x is negative: NaN says so).
        var zero = c.CastTo(c.Op("Equal", c.Input(0), c.Scalar(0, c.Input(0))), c.Input(0));
        var log = c.Op("Log", c.Add(c.Input(0), zero));
        c.GiveBroadcast(1, c.Mul(c.G(), c.Mul(c.Output(), log)));
    }

    private static void PowerOfNumber(GradientContext c, double p)
    {
        var (x, y) = (c.Input(0), c.Output());
        switch (p)
        {
            case 0:
                return;
            case 1:
                c.GiveBroadcast(0, c.G());
                return;
            case 2:
                c.GiveBroadcast(0, c.Mul(c.Scale(c.G(), 2), x));
                return;
            case 3:
                c.GiveBroadcast(0, c.Mul(c.Scale(c.G(), 3), c.Mul(x, x)));
                return;
            case 0.5:
                c.GiveBroadcast(0, c.Div(c.Scale(c.G(), 0.5), y));
                return;
            default:
                c.GiveBroadcast(0, c.Mul(c.Scale(c.G(), p), c.Op("Pow", x, c.Scalar(p - 1, x))));
                return;
        }
    }

    private static void PowerOfTensor(GradientContext c, double[]? constant)
    {
        var x = c.Input(0);
        string exponent, less;
        if (constant is not null)
        {
            // Where p is 0, so is the derivative; 0·x¹ says so at x = 0 too, 0·x⁻¹ does not.
            exponent = Tensors(c, constant);
            less = Tensors(c, [.. constant.Select(p => p == 0 ? 1 : p - 1)]);
        }
        else
        {
            exponent = c.CastTo(c.Input(1), x);
            less = c.AddNumber(exponent, -1);
        }
        c.GiveBroadcast(0, c.Mul(c.G(), c.Mul(exponent, c.Op("Pow", x, less))));
    }

    private static string Tensors(GradientContext c, double[] values)
    {
        var dims = c.Constant(1)!.Dims;
        return c.Builder.Constant(c.Shapes.Type(c.Input(0)) == ElementType.Double
            ? Tensor.From(values, dims)
            : Tensor.From(Array.ConvertAll(values, v => (float)v), dims), "exponent");
    }

    private static double[] Numbers(Tensor t) => t.Type switch
    {
        ElementType.Double => t.Span<double>().ToArray(),
        _ when t.Type.IsFloatingPoint() => Array.ConvertAll(t.ToFloats(), v => (double)v),
        _ => Array.ConvertAll(t.ToLongs(), v => (double)v),
    };

    private static void Extremum(GradientContext c, bool largest)
    {
        var inputs = c.Node.Inputs.Count;
        if (inputs == 1)
        {
            c.Give(0, c.G());
            return;
        }
        int[] needed = [.. Enumerable.Range(0, inputs).Where(c.Needs)];
        if (inputs == 2 && needed.Length == 1)
        {
            // Against a constant, ties give 0, as Relu does at 0.
            var (mine, other) = (c.Input(needed[0]), c.Input(1 - needed[0]));
            c.GiveBroadcast(needed[0], c.Mul(c.G(), c.Step(largest ? c.Sub(mine, other) : c.Sub(other, mine))));
            return;
        }
        // Ties share the gradient evenly.
        string[] masks = [.. Enumerable.Range(0, inputs).Select(i => c.CastTo(c.Op("Equal", c.Input(i), c.Output()), c.Output()))];
        var share = c.Div(c.G(), c.Op("Sum", masks));
        foreach (var i in needed)
            c.GiveBroadcast(i, c.Mul(share, masks[i]));
    }
}
