using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules.Normalization;

/// <summary>
/// Gradient of LRN, Y = X * D^-beta with D = bias + alpha/size * (sum of X^2 over a window of channels):
/// dX = dY * D^-beta - 2 alpha beta / size * X * (sum over the mirrored window of dY * X * D^(-beta-1)).
/// Window sums are average pools over the channel axis of [N,1,C,positions].
/// </summary>
internal static class LocalResponseNormalizationGradient
{
    public static void Write(GradientContext c)
    {
        if (!c.Needs(0))
            return;
        var x = c.InputShape(0);
        if (x.Rank < 3 || x.Skip(1).Any(d => !d.IsKnown))
            throw c.Refuse($"its input has the shape {x}; the gradient needs known channels and positions, only the batch may be open.");
        var size = c.Node.Int("size");
        float alpha = c.Node.Float("alpha", 1e-4f), beta = c.Node.Float("beta", 0.75f), bias = c.Node.Float("bias", 1);
        // ONNX: from c - floor((size-1)/2) to c + ceil((size-1)/2).
        long before = (size - 1) / 2, after = size / 2;
        Dim[] planes = [x[0], 1, x[1], x.Skip(2).Aggregate(1L, (n, d) => n * d.Value)];
        var value = c.Reshape(c.Input(0), planes);
        var dy = c.Reshape(c.FullG(), planes);

        string WindowMean(string v, long low, long high) => c.State(
            c.Op("AveragePool", [v],
                [NodeAttribute.Ints("kernel_shape", size, 1), NodeAttribute.Ints("pads", low, 0, high, 0), NodeAttribute.Int("count_include_pad", 1)]),
            v, new Shape(planes));

        var d = c.Add(c.Scale(WindowMean(c.Mul(value, value), before, after), alpha), c.Builder.Scalar(bias, 4));
        var direct = c.Mul(dy, c.Op("Pow", d, c.Builder.Scalar(-beta, 4)));
        var spread = WindowMean(c.Div(c.Mul(direct, value), d), after, before);
        var indirect = c.Scale(c.Mul(value, spread), 2 * alpha * beta);
        c.Give(0, c.Reshape(c.Sub(direct, indirect), [.. x]));
    }
}
