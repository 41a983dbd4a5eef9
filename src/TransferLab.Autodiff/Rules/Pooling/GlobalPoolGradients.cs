using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules.Pooling;

/// <summary>Gradients of the global pooling operators.</summary>
internal static class GlobalPoolGradients
{
    /// <summary>dX = dY / positions, left as [N,C,1,...]: the elementwise gradient that follows stretches it for free.</summary>
    public static void Average(GradientContext c)
    {
        if (c.Needs(0))
            c.Give(0, c.Builder.Scale(c.CompactOutputGradient()!, 1f / Positions(c)));
    }

    /// <summary>dX is dY at the first position that holds the maximum, as MaxPool over the whole image would choose it.</summary>
    public static void Max(GradientContext c)
    {
        if (!c.Needs(0))
            return;
        var b = c.Builder;
        var x = c.InputShape(0);
        var planes = b.Reshape(c.Input(0), x[0], x[1], Positions(c));
        var where = b.Add("ArgMax", [planes], [NodeAttribute.Int("axis", 2), NodeAttribute.Int("keepdims", 1)]);
        var target = x.IsStatic ? b.Ints(x[0].Value, x[1].Value, Positions(c)) : b.Add("Shape", [planes]);
        var zeros = b.Add("Expand", [b.Constant(Tensor.From([0f], 1), "zero"), target]);
        var dy = b.Reshape(c.OutputGradient()!, x[0], x[1], 1);
        var dx = b.Add("ScatterElements", [zeros, where, dy], NodeAttribute.Int("axis", 2));
        c.Give(0, b.Reshape(dx, [.. x]));
    }

    private static long Positions(GradientContext c)
    {
        var x = c.InputShape(0);
        return x.Rank >= 3 && x.Skip(2).All(d => d.IsKnown)
            ? x.Skip(2).Aggregate(1L, (a, d) => a * d.Value)
            : throw c.Refuse($"its input has the shape {x}; the gradient needs a fixed image size, only the batch may be open.");
    }
}
