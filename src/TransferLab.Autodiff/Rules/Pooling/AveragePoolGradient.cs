using TransferLab.Autodiff.Rules.Convolution;
using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules.Pooling;

/// <summary>
/// dX of AveragePool: dY divided by the number of elements each window averages, spread by a depthwise ConvTranspose with ones. The divisor is folded into the
/// kernel where it is the same everywhere. A window over the whole input gives [N,C,1,...], which elementwise consumers broadcast.
/// </summary>
internal static class AveragePoolGradient
{
    public static void Write(GradientContext c)
    {
        if (!c.Needs(0))
            return;
        var x = c.InputShape(0);
        var kernel = c.Node.Ints("kernel_shape") ?? throw c.Refuse("it has no kernel_shape.");
        var w = WindowGeometry.Read(c, x, kernel);
        if (w.OutputCount == 1 && !w.IsPadded && w.Reach.SequenceEqual(w.Input) && w.Dilations.All(d => d == 1))
        {
            c.Give(0, c.Builder.Scale(c.CompactOutputGradient()!, 1f / w.TapCount));
            return;
        }
        if (!x[1].IsKnown)
            throw c.Refuse($"the number of channels of its input {x} is not known.");
        var b = c.Builder;
        var channels = x[1].Value;
        var shares = Shares(c, w);
        var uniform = shares.All(s => s == shares[0]);
        var gradient = uniform ? c.OutputGradient()! : b.Add("Mul", [c.OutputGradient()!, b.Constant(Tensor.From(shares, [1, 1, .. w.Output]), "window_share")]);
        var ones = b.Constant(Tensor.Filled(uniform ? shares[0] : 1f, [channels, 1, .. w.Kernel]), "spread");
        var dx = b.Add("ConvTranspose", [gradient, ones],
            [NodeAttribute.Ints("kernel_shape", w.Kernel), NodeAttribute.Ints("strides", w.Strides), NodeAttribute.Ints("dilations", w.Dilations),
                NodeAttribute.Ints("pads", w.PadsBegin.Concat(w.PadsTrailing.Select(p => Math.Max(p, 0)))),
                NodeAttribute.Ints("output_padding", w.PadsTrailing.Select(p => Math.Max(-p, 0))), NodeAttribute.Int("group", channels)]);
        c.Give(0, b.State(dx, gradient, x));
    }

    /// <summary>One over the number of elements of each window: those inside the image or, with count_include_pad, inside image and stated padding.</summary>
    private static float[] Shares(GradientContext c, WindowGeometry w)
    {
        var padded = c.Node.Int("count_include_pad") != 0;
        var counts = Enumerable.Range(0, w.Rank).Select(i =>
        {
            var low = padded ? -w.PadsBegin[i] : 0;
            var high = w.Input[i] + (padded ? w.PadsEnd[i] : 0);
            return Enumerable.Range(0, (int)w.Output[i]).Select(o => Enumerable.Range(0, (int)w.Kernel[i])
                .Select(t => (o * w.Strides[i]) + (t * w.Dilations[i]) - w.PadsBegin[i]).Count(p => p >= low && p < high)).ToArray();
        }).ToArray();
        IEnumerable<long> products = [1];
        foreach (var axis in counts)
            products = products.SelectMany(p => axis.Select(n => p * n)).ToArray();
        return [.. products.Select(n => n == 0 ? 0f : 1f / n)];
    }
}
