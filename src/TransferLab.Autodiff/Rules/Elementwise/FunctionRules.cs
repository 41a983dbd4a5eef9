namespace TransferLab.Autodiff.Rules.Elementwise;

/// <summary>Functions of one value: roots, exponentials, trigonometry.</summary>
internal static class FunctionRules
{
    private const double TwoOverRootPi = 1.1283791670955126;

    public static void Register(GradientRegistry registry)
    {
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
}
