namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Conv and ConvTranspose over any number of spatial dimensions.</summary>
internal static class ConvolutionShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Conv", Conv);
        rules.Add("ConvTranspose", ConvTranspose);
    }

    private static void Conv(ShapeRuleContext c)
    {
        if (!Begin(c, out var x, out var w, out var window))
            return;
        var group = c.Node.Int("group", 1);
        ShapeRuleContext.Same(x[1], w[1] * group, "input channels against the weights' input channels times group");
        ShapeRuleContext.Require(!w[0].IsKnown || group < 1 || w[0].Value % group == 0, $"{w[0]} output channels do not divide into {group} groups");
        CheckBias(c, w[0]);
        c.Out(0, c.Type(0), new Shape([x[0], w[0], .. Enumerable.Range(0, x.Rank - 2).Select(i => window.Forward(i, x[i + 2]))]));
    }

    private static void ConvTranspose(ShapeRuleContext c)
    {
        if (!Begin(c, out var x, out var w, out var window))
            return;
        ShapeRuleContext.Same(x[1], w[0], "input channels against the weights' input channels");
        var channels = w[1] * c.Node.Int("group", 1);
        CheckBias(c, channels);
        var rank = x.Rank - 2;
        var stated = c.Node.Ints("output_shape");
        var extra = c.Node.Ints("output_padding") ?? new long[rank];
        ShapeRuleContext.Require(extra.Length == rank, $"output_padding has {extra.Length} numbers, not {rank}");
        // Some exporters put batch and channels in front of the spatial extents.
        ShapeRuleContext.Require(stated is null || stated.Length == rank || stated.Length == rank + 2, $"output_shape has {stated?.Length} numbers, not {rank}");
        c.Out(0, c.Type(0), new Shape([x[0], channels,
            .. Enumerable.Range(0, rank).Select(i => stated is null ? window.Transposed(i, x[i + 2], extra[i]) : Dim.Of(stated[stated.Length - rank + i]))]));
    }

    private static bool Begin(
        ShapeRuleContext c,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Shape? x,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Shape? w,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Window? window)
    {
        (x, w, window) = (c.In(0), c.In(1), null);
        if (x is not null && w is null && c.Node.Ints("kernel_shape") is { } stated)
            w = new Shape([Dim.Unknown, Dim.Unknown, .. stated.Select(k => Dim.Of(k))]);
        if (x is null || w is null)
        {
            c.Out(0, c.Type(0), null);
            return false;
        }
        ShapeRuleContext.Require(x.Rank >= 3 && x.Rank == w.Rank, $"an input {x} cannot be convolved with weights {w}");
        var kernel = w.Skip(2).Select(d => d.IsKnown ? d.Value : -1).ToArray();
        if (c.Node.Ints("kernel_shape") is { Length: > 0 } attribute)
        {
            ShapeRuleContext.Require(attribute.Length == kernel.Length && attribute.Zip(kernel).All(p => p.Second < 0 || p.First == p.Second),
                $"kernel_shape [{string.Join(',', attribute)}] contradicts the weights {w}");
            kernel = attribute;
        }
        window = new Window(c.Node, kernel);
        return true;
    }

    private static void CheckBias(ShapeRuleContext c, Dim channels)
    {
        if (c.In(2) is { Rank: 1 } bias)
            ShapeRuleContext.Same(bias[0], channels, "bias against output channels");
    }
}
