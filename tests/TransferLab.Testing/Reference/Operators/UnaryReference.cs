using TransferLab.Onnx;

namespace TransferLab.Testing.Reference.Operators;

/// <summary>Operators that map every element by itself: activations, roundings, casts.</summary>
internal static class UnaryReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("Identity", c => c[0]);
        AddMap(all, "Neg", x => -x);
        AddMap(all, "Abs", Math.Abs);
        AddMap(all, "Sign", x => Math.Sign(x));
        AddMap(all, "Reciprocal", x => 1 / x);
        AddMap(all, "Floor", Math.Floor);
        AddMap(all, "Ceil", Math.Ceiling);
        AddMap(all, "Round", x => Math.Round(x, MidpointRounding.ToEven));
        AddMap(all, "Sqrt", Math.Sqrt);
        AddMap(all, "Exp", Math.Exp);
        AddMap(all, "Log", Math.Log);
        AddMap(all, "Sin", Math.Sin);
        AddMap(all, "Cos", Math.Cos);
        AddMap(all, "Tan", Math.Tan);
        AddMap(all, "Atan", Math.Atan);
        AddMap(all, "Erf", Erf);
        AddMap(all, "Tanh", Math.Tanh);
        AddMap(all, "Sigmoid", Sigmoid);
        AddMap(all, "Relu", x => Math.Max(x, 0));
        AddMap(all, "Softplus", Softplus);
        AddMap(all, "Softsign", x => x / (1 + Math.Abs(x)));
        AddMap(all, "Mish", x => x * Math.Tanh(Softplus(x)));
        AddMap(all, "HardSwish", x => x * Math.Clamp((x / 6) + 0.5, 0, 1));
        all.Add("Not", c => Map(c[0], x => x == 0 ? 1 : 0));
        all.Add("LeakyRelu", c => Map(c[0], x => x < 0 ? c.Float("alpha", 0.01f) * x : x));
        all.Add("ThresholdedRelu", c => Map(c[0], x => x > c.Float("alpha", 1f) ? x : 0));
        all.Add("Elu", c => Map(c[0], x => x < 0 ? c.Float("alpha", 1f) * (Math.Exp(x) - 1) : x));
        all.Add("Celu", c => Map(c[0], x => Math.Max(0, x) + Math.Min(0, c.Float("alpha", 1f) * (Math.Exp(x / c.Float("alpha", 1f)) - 1))));
        all.Add("Selu", c => Map(c[0], x => c.Float("gamma", 1.05070102214813232421875f) * (x > 0 ? x : c.Float("alpha", 1.67326319217681884765625f) * (Math.Exp(x) - 1))));
        all.Add("HardSigmoid", c => Map(c[0], x => Math.Clamp((c.Float("alpha", 0.2f) * x) + c.Float("beta", 0.5f), 0, 1)));
        all.Add("Gelu", c => Map(c[0], c.Node.String("approximate", "none") == "tanh" ? TanhGelu : ExactGelu));
        all.Add("Clip", Clip);
        all.Add("Cast", c => Cast(c[0], (ElementType)c.Int("to", 1)));
        all.Add("CastLike", c => Cast(c[0], c[1].Type));
    }

    public static NDArray Map(NDArray x, Func<double, double> f) => new(x.Type, Array.ConvertAll(x.Values, v => f(v)), x.Dims);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static void AddMap(ReferenceOperators all, string opType, Func<double, double> f) => all.Add(opType, c => Map(c[0], f));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double ExactGelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    private static double TanhGelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    // Limits are attributes up to operator set 10 and optional inputs since.
    private static NDArray Clip(OperatorCall c)
    {
        double low = c.Opset < 11 ? c.Float("min", float.MinValue) : c.Optional(1)?.Values[0] ?? double.NegativeInfinity;
        double high = c.Opset < 11 ? c.Float("max", float.MaxValue) : c.Optional(2)?.Values[0] ?? double.PositiveInfinity;
        return Map(c[0], x => Math.Min(Math.Max(x, low), high));
    }

    // Casts between floating-point types keep double precision: the interpreter models the mathematics, not the rounding.
    private static NDArray Cast(NDArray x, ElementType to)
    {
        if (to.IsFloatingPoint())
            return new NDArray(to, x.Values, x.Dims);
        return new NDArray(to, Array.ConvertAll<double, double>(x.Values, to == ElementType.Bool ? v => v != 0 ? 1 : 0 : Math.Truncate), x.Dims);
    }

    /// <summary>
    /// The error function. Near zero the Maclaurin series 2/sqrt(pi) * sum (-1)^n x^(2n+1) / (n! (2n+1)); further out 1 minus the continued fraction of
    /// the complement (Abramowitz and Stegun 7.1.14). Both are run far past double precision's need.
    /// </summary>
    private static double Erf(double x)
    {
        var a = Math.Abs(x);
        if (a < 2.5)
        {
            double term = x, sum = x;
            for (var n = 1; n < 80; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }
            return 2 / Math.Sqrt(Math.PI) * sum;
        }
        var fraction = a;
        for (var k = 120; k >= 1; k--)
            fraction = a + (k / 2.0 / fraction);
        return Math.Sign(x) * (1 - (Math.Exp(-a * a) / (fraction * Math.Sqrt(Math.PI))));
    }
}
