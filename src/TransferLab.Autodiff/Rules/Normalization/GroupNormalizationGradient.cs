using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules.Normalization;

/// <summary>
/// Gradient of GroupNormalization: standardisation per picture and group of channels. Scale and bias are per group up to operator set 20 and per channel since 21.
/// </summary>
internal static class GroupNormalizationGradient
{
    public static void Write(GradientContext c)
    {
        var b = c.Builder;
        var x = c.InputShape(0);
        var groups = c.Node.Int("num_groups");
        if (groups <= 0 || x.Rank < 3 || x.Skip(1).Any(d => !d.IsKnown) || x[1].Value % groups != 0)
            throw c.Refuse($"its input {x} cannot be split into {groups} groups of channels of known size.");
        var perChannel = c.Shapes.Opset >= 21;
        var inner = x[1].Value / groups;
        var positions = x.Skip(2).Aggregate(1L, (n, d) => n * d.Value);
        Dim[] split = [x[0], groups, inner, positions], parameter = [1, groups, perChannel ? inner : 1, 1];
        long[] sameParameter = perChannel ? [0, 3] : [0, 2, 3];
        var dy = b.Reshape(c.OutputGradient()!, split);
        if (c.Needs(2))
            c.Give(2, b.Reshape(b.ReduceSum(dy, true, sameParameter), c.InputShape(2)[0]));
        if (!c.Needs(0) && !c.Needs(1))
            return;
        var statistics = Standardization.Compute(b, b.Reshape(c.Input(0), split), c.Node.Float("epsilon", 1e-5f), [2, 3]);
        if (c.Needs(1))
            c.Give(1, b.Reshape(b.ReduceSum(b.Add("Mul", [dy, statistics.Normalized()]), true, sameParameter), c.InputShape(1)[0]));
        if (c.Needs(0))
            c.Give(0, b.Reshape(statistics.Gradient(b.Add("Mul", [dy, b.Reshape(c.Input(1), parameter)])), [.. x]));
    }
}
