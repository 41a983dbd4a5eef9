namespace TransferLab.Autodiff.Rules.Elementwise;

/// <summary>
/// Piecewise linear activations. Masks are arithmetic (a steep HardSigmoid), several times faster than comparisons and Where.
/// At a kink the derivative is that of the flat side: Relu'(0) = 0, and 0 on the bounds of Clip.
/// </summary>
internal static class RectifierRules
{
    // A bound this far out is how exporters write "none"; in the mask formula it would only overflow.
    private const double Unbounded = 1e30;

    public static void Register(GradientRegistry registry)
    {
        registry.Add("Relu", 6, static c => c.Give(0, c.Mul(c.G(), c.Step(c.Output()))));
        registry.Add("ThresholdedRelu", 10, static c => c.Give(0, c.Mul(c.G(), c.Step(c.AddNumber(c.Input(0), -c.Node.Float("alpha", 1))))));
        registry.Add("LeakyRelu", 6, LeakyRelu);
        registry.Add("PRelu", 9, PRelu);
        registry.Add("Clip", 6, static c => ClipByNumbers(c, c.Node.Float("min", float.NegativeInfinity), c.Node.Float("max", float.PositiveInfinity)));
        registry.Add("Clip", 11, Clip);
        registry.Add("HardSigmoid", 6, static c => c.Give(0, c.Mul(c.Scale(c.G(), c.Node.Float("alpha", 0.2f)), c.Step(Bump(c, c.Output())))));
        registry.Add("HardSwish", 14, HardSwish);
    }

    /// <summary>y − y², positive exactly inside 0..1.</summary>
    private static string Bump(GradientContext c, string y) => c.Sub(y, c.Mul(y, y));

    private static void LeakyRelu(GradientContext c)
    {
        double slope = c.Node.Float("alpha", 0.01f);
        var step = c.Step(c.Input(0));
        var derivative = slope is >= 0 and <= 1
            ? c.Op("Max", step, c.Scalar(slope, step))
            : c.AddNumber(c.Scale(step, 1 - slope), slope);
        c.Give(0, c.Mul(c.G(), derivative));
    }

    private static void PRelu(GradientContext c)
    {
        var (x, slope) = (c.Input(0), c.Input(1));
        if (c.Needs(0))
        {
            var step = c.Step(x);
            c.Give(0, c.Mul(c.G(), c.Add(step, c.Mul(c.From(1, step), slope))));
        }
        if (c.Needs(1))
            c.GiveBroadcast(1, c.Mul(c.G(), c.Op("Min", x, c.Scalar(0, x))));
    }

    private static void Clip(GradientContext c)
    {
        var (x, y) = (c.Input(0), c.Output());
        if (c.Needs(1))
            c.GiveBroadcast(1, c.Mul(c.FullG(), c.Step(c.Sub(c.Input(1), x))));
        if (c.Needs(2))
            c.GiveBroadcast(2, c.Mul(c.FullG(), c.Step(c.Sub(x, c.Input(2)))));
        if (!c.Needs(0))
            return;
        var (low, high) = (Bound(c, 1), Bound(c, 2));
        if (Known(c, 1) && Known(c, 2))
        {
            ClipByNumbers(c, low ?? double.NegativeInfinity, high ?? double.PositiveInfinity);
            return;
        }
        // Bounds that are only known at run time; they have no dimensions, and broadcast.
        var above = !Known(c, 1) ? c.Sub(y, c.Input(1)) : low is { } l && l > -Unbounded ? c.AddNumber(y, -l) : null;
        var below = !Known(c, 2) ? c.Sub(c.Input(2), y) : high is { } h && h < Unbounded ? c.From(h, y) : null;
        c.Give(0, c.Mul(c.G(), c.Step(above is null ? below! : below is null ? above : c.Mul(above, below))));
    }

    private static void ClipByNumbers(GradientContext c, double low, double high)
    {
        var y = c.Output();
        var above = low > -Unbounded ? c.AddNumber(y, -low) : null;
        var below = high < Unbounded ? c.From(high, y) : null;
        var inside = above is null ? below : below is null ? above : c.Mul(above, below);
        c.Give(0, inside is null ? c.G() : c.Mul(c.G(), c.Step(inside)));
    }

    private static bool Known(GradientContext c, int index) => !c.Node.HasInput(index) || c.Constant(index) is { Count: 1 };

    private static double? Bound(GradientContext c, int index) => c.Constant(index) is { Count: 1 } t && t.Type.IsFloatingPoint()
        ? t.Type == ElementType.Double ? t.Span<double>()[0] : t.ToFloats()[0]
        : null;

    private static void HardSwish(GradientContext c)
    {
        // y = x·h with h = clip(x/6 + 1/2, 0, 1). Inside, y' = h + x/6 = h + (h − 1/2); outside, y' = h.
        var h = c.Op("HardSigmoid", [c.Input(0)], NodeAttribute.Float("alpha", 1f / 6), NodeAttribute.Float("beta", 0.5f));
        var inside = c.Step(Bump(c, h));
        c.Give(0, c.Mul(c.G(), c.Add(h, c.Mul(inside, c.AddNumber(h, -0.5)))));
    }
}
