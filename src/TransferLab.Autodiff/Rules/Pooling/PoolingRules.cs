using TransferLab.Autodiff.Rules.Convolution;

namespace TransferLab.Autodiff.Rules.Pooling;

/// <summary>Gradients of the pooling operators.</summary>
internal static class PoolingRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("MaxPool", 1, Max);
        registry.Add("AveragePool", 1, Average);
        registry.Add("GlobalAveragePool", 1, GlobalAverage);
        registry.Add("GlobalMaxPool", 1, GlobalMax);
    }

    /// <summary>
    /// dX of MaxPool: dY is added up at the positions that the forward node reports in its second output (flat over the whole tensor). Forward and backward
    /// take 63 ms for 64@112 where comparing X with Y tap by tap takes 78. MaxUnpool overwrites and is wrong where windows overlap.
    /// </summary>
    private static void Max(GradientContext c)
    {
        if (!c.Needs(0))
            return;
        if (c.Node.Int("storage_order") != 0)
            throw c.Refuse("column-major indices (storage_order = 1) are not supported.");
        if (c.Shapes.Opset < 16)
            throw c.Refuse($"its gradient adds up with ScatterElements, which operator set 16 introduced; the graph states {c.Shapes.Opset}.");
        var flat = c.OutputShape().Count;
        var dy = c.Reshape(c.FullG(), flat);
        var indices = c.Reshape(c.State(c.ExtraOutput(1), c.ExtraOutput(1), c.OutputShape()), flat);
        var dx = c.Op("ScatterElements", [c.FlatZeros(c.Input(0)), indices, dy],
            [NodeAttribute.Int("axis", 0), NodeAttribute.String("reduction", "add")]);
        c.Give(0, c.Reshape(dx, [.. c.InputShape(0)]));
    }

    /// <summary>
    /// dX of AveragePool: dY divided by the number of elements each window averages, spread by a depthwise ConvTranspose with ones. The divisor is folded into
    /// the kernel where it is the same everywhere. A window over the whole input gives [N,C,1,...], which elementwise consumers broadcast.
    /// </summary>
    private static void Average(GradientContext c)
    {
        if (!c.Needs(0))
            return;
        var x = c.InputShape(0);
        var kernel = c.Node.Ints("kernel_shape") ?? throw c.Refuse("it has no kernel_shape.");
        var w = WindowGeometry.Read(c.Node, x, kernel);
        if (w.OutputCount == 1 && !w.IsPadded && w.Reach.SequenceEqual(w.Input) && w.Dilations.All(d => d == 1))
        {
            c.Give(0, c.Scale(c.G(), 1f / w.TapCount));
            return;
        }
        if (!x[1].IsKnown)
            throw c.Refuse($"the number of channels of its input {x} is not known.");
        var channels = x[1].Value;
        var shares = Shares(c, w);
        var uniform = shares.All(s => s == shares[0]);
        var gradient = uniform ? c.FullG() : c.Mul(c.FullG(), c.Builder.Constant(Tensor.From(shares, [1, 1, .. w.Output]), "window_share"));
        var ones = c.Builder.Constant(Tensor.Filled(uniform ? shares[0] : 1f, [channels, 1, .. w.Kernel]), "spread");
        var dx = c.Op("ConvTranspose", [gradient, ones], w.TransposedAttributes(channels));
        c.Give(0, c.State(dx, gradient, x));
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

    /// <summary>dX = dY / positions, left as [N,C,1,...]: the elementwise gradient that follows stretches it for free.</summary>
    private static void GlobalAverage(GradientContext c)
    {
        if (c.Needs(0))
            c.Give(0, c.Scale(c.G(), 1f / Positions(c)));
    }

    /// <summary>dX is dY at the first position that holds the maximum, as MaxPool over the whole image would choose it.</summary>
    private static void GlobalMax(GradientContext c)
    {
        if (!c.Needs(0))
            return;
        var x = c.InputShape(0);
        var planes = c.Reshape(c.Input(0), x[0], x[1], Positions(c));
        var where = c.Op("ArgMax", [planes], [NodeAttribute.Int("axis", 2), NodeAttribute.Int("keepdims", 1)]);
        var target = x.IsStatic ? c.Ints(x[0].Value, x[1].Value, Positions(c)) : c.Op("Shape", planes);
        var zeros = c.Op("Expand", c.Builder.Constant(Tensor.From([0f], 1), "zero"), target);
        var dy = c.Reshape(c.FullG(), x[0], x[1], 1);
        var dx = c.Op("ScatterElements", [zeros, where, dy], NodeAttribute.Int("axis", 2));
        c.Give(0, c.Reshape(dx, [.. x]));
    }

    private static long Positions(GradientContext c)
    {
        var x = c.InputShape(0);
        return x.Rank >= 3 && x.Skip(2).All(d => d.IsKnown)
            ? x.Skip(2).Aggregate(1L, (a, d) => a * d.Value)
            : throw c.Refuse($"its input has the shape {x}; the gradient needs a fixed image size, only the batch may be open.");
    }
}
