namespace TransferLab.Autodiff.Rules.Normalization;

/// <summary>Gradients of the normalisation operators: here those that standardise by their own statistics, see <see cref="Standardization"/>.</summary>
internal static class NormalizationRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("BatchNormalization", 1, BatchNormalizationGradient.Write);
        registry.Add("InstanceNormalization", 1, Instance);
        registry.Add("LayerNormalization", 17, Layer);
        registry.Add("GroupNormalization", 18, Group);
        registry.Add("LRN", 1, LocalResponseNormalizationGradient.Write);
    }

    /// <summary>Gradient of InstanceNormalization: standardisation per picture and channel, then scale and bias per channel.</summary>
    private static void Instance(GradientContext c)
    {
        var x = c.InputShape(0);
        long[] spatial = [.. Enumerable.Range(2, x.Rank - 2).Select(i => (long)i)];
        var dy = c.FullG();
        if (c.Needs(2))
            c.Give(2, c.Sum(dy, false, [0, .. spatial]));
        if (!c.Needs(0) && !c.Needs(1))
            return;
        var statistics = Standardization.Compute(c, c.Input(0), c.Node.Float("epsilon", 1e-5f), spatial);
        if (c.Needs(1))
        {
            var moments = c.Sum(c.Mul(dy, statistics.Centred), true, spatial);
            c.Give(1, c.Reshape(c.Sum(c.Mul(moments, statistics.InverseDeviation), true, 0), x[1]));
        }
        // The scale is the same for all normalised positions, so it can be applied to the result.
        if (c.Needs(0))
            c.Give(0, c.Mul(statistics.Gradient(dy), c.PerChannel(c.Input(1), x[1], x.Rank)));
    }

    /// <summary>
    /// Gradient of LayerNormalization over the axes from <c>axis</c> on. Mean and 1/deviation are taken from the node's optional outputs, which
    /// saves two passes over X; gradients into those outputs are carried on too.
    /// </summary>
    private static void Layer(GradientContext c)
    {
        const int y = 0, meanOutput = 1, deviationOutput = 2;
        var x = c.InputShape(0);
        var axis = (int)c.Node.Int("axis", -1);
        long[] axes = [.. Enumerable.Range(0, x.Rank).Skip(axis < 0 ? axis + x.Rank : axis).Select(i => (long)i)];
        var reduced = axes.Aggregate(x, (s, a) => s.With((int)a, 1));
        bool fromMean = c.HasOutputGradient(meanOutput), fromDeviation = c.HasOutputGradient(deviationOutput);
        var mean = c.State(c.ExtraOutput(meanOutput), c.Input(0), reduced);
        var r = c.State(c.ExtraOutput(deviationOutput), c.Input(0), reduced);
        var statistics = new Standardization(c, axes, c.Sub(c.Input(0), mean), r);
        if (c.OutputGradient(y) is { } dy)
        {
            // Scale and bias have the normalised shape (or one that broadcasts to it); the sum over the rest happens centrally.
            c.Give(2, dy);
            if (c.Needs(1))
                c.Give(1, c.Mul(dy, statistics.Normalized()));
            if (c.Needs(0))
                c.Give(0, statistics.Gradient(c.Mul(dy, c.Input(1))));
        }
        if (!c.Needs(0) || (!fromMean && !fromDeviation))
            return;
        if (axes.Any(a => !x[(int)a].IsKnown))
            throw c.Refuse($"the normalised dimensions of its input {x} are not known.");
        var share = 1f / axes.Aggregate(1L, (n, a) => n * x[(int)a].Value);
        if (fromMean)
            c.Give(0, c.Scale(c.OutputGradient(meanOutput)!, share));
        if (fromDeviation)
        {
            // r = (variance + epsilon)^(-1/2): dr/dx = -r^3 (x - mean) / count.
            var cubed = c.Mul(c.Mul(r, r), r);
            c.Give(0, c.Mul(statistics.Centred, c.Scale(c.Mul(c.OutputGradient(deviationOutput)!, cubed), -share)));
        }
    }

    /// <summary>
    /// Gradient of GroupNormalization: standardisation per picture and group of channels. Scale and bias are per group up to operator set 20 and per channel
    /// since 21.
    /// </summary>
    private static void Group(GradientContext c)
    {
        var x = c.InputShape(0);
        var groups = c.Node.Int("num_groups");
        if (groups <= 0 || x.Rank < 3 || x.Skip(1).Any(d => !d.IsKnown) || x[1].Value % groups != 0)
            throw c.Refuse($"its input {x} cannot be split into {groups} groups of channels of known size.");
        var perChannel = c.Shapes.Opset >= 21;
        var inner = x[1].Value / groups;
        var positions = x.Skip(2).Aggregate(1L, (n, d) => n * d.Value);
        Dim[] split = [x[0], groups, inner, positions], parameter = [1, groups, perChannel ? inner : 1, 1];
        long[] sameParameter = perChannel ? [0, 3] : [0, 2, 3];
        var dy = c.Reshape(c.FullG(), split);
        if (c.Needs(2))
            c.Give(2, c.Reshape(c.Sum(dy, true, sameParameter), c.InputShape(2)[0]));
        if (!c.Needs(0) && !c.Needs(1))
            return;
        var statistics = Standardization.Compute(c, c.Reshape(c.Input(0), split), c.Node.Float("epsilon", 1e-5f), [2, 3]);
        if (c.Needs(1))
            c.Give(1, c.Reshape(c.Sum(c.Mul(dy, statistics.Normalized()), true, sameParameter), c.InputShape(1)[0]));
        if (c.Needs(0))
            c.Give(0, c.Reshape(statistics.Gradient(c.Mul(dy, c.Reshape(c.Input(1), parameter))), [.. x]));
    }
}

/// <summary>
/// The gradient through x̂ = (x - mean) * r with r = 1/sqrt(variance + epsilon), mean and variance taken over the same axes of x:
/// dx = r * (g - mean(g) - x̂ * mean(g * x̂)). Centred values are kept rather than x̂, so that r is applied to small tensors.
/// </summary>
/// <param name="c">Where to write.</param>
/// <param name="axes">The normalised axes.</param>
/// <param name="centred">x - mean.</param>
/// <param name="inverseDeviation">r, with ones at the normalised axes.</param>
internal sealed class Standardization(GradientContext c, long[] axes, string centred, string inverseDeviation)
{
    public string Centred => centred;

    public string InverseDeviation => inverseDeviation;

    /// <summary>Recomputes mean and variance from x, in two passes.</summary>
    public static Standardization Compute(GradientContext c, string x, float epsilon, long[] axes)
    {
        var centred = c.Sub(x, c.Mean(x, true, axes));
        var variance = c.Mean(c.Mul(centred, centred), true, axes);
        var deviation = c.Op("Sqrt", c.Add(variance, c.Builder.Scalar(epsilon, c.Shapes.Shape(x).Rank)));
        return new(c, axes, centred, c.Op("Reciprocal", deviation));
    }

    /// <summary>x̂.</summary>
    public string Normalized() => c.Mul(centred, inverseDeviation);

    /// <summary>dx from the gradient of x̂.</summary>
    public string Gradient(string g)
    {
        var moment = c.Mean(c.Mul(g, centred), true, axes);
        var slope = c.Mul(c.Mul(moment, inverseDeviation), inverseDeviation);
        var free = c.Sub(c.Sub(g, c.Mean(g, true, axes)), c.Mul(centred, slope));
        return c.Mul(free, inverseDeviation);
    }
}

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
