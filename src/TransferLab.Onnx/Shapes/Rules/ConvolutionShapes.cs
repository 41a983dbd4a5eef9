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
        ShapeRuleContext.Require(stated is null || stated.Length == rank || stated.Length == rank + 2,
            $"output_shape has {stated?.Length} numbers, not {rank}");
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

/// <summary>Kernel, strides, dilations and padding of a convolution or pooling node, and the extents they lead to.</summary>
internal sealed class Window
{
    private readonly long[] _kernel;
    private readonly long[] _strides;
    private readonly long[] _dilations;
    private readonly long[] _pads;
    private readonly string _autoPad;

    /// <summary>Reads the attributes of a node over that many spatial dimensions.</summary>
    /// <exception cref="InvalidOperationException">An attribute has the wrong length or an impossible value.</exception>
    public Window(Node node, long[] kernel)
    {
        var rank = kernel.Length;
        _kernel = kernel;
        _strides = Read(node, "strides", rank, 1);
        _dilations = Read(node, "dilations", rank, 1);
        _pads = Read(node, "pads", 2 * rank, 0);
        _autoPad = node.String("auto_pad", "NOTSET");
        ShapeRuleContext.Require(_autoPad is "NOTSET" or "" or "SAME_UPPER" or "SAME_LOWER" or "VALID", $"auto_pad '{_autoPad}' is not defined");
        ShapeRuleContext.Require(_strides.All(s => s > 0) && _dilations.All(d => d > 0) && kernel.All(k => k != 0),
            "strides, dilations and kernel_shape must be positive");
    }

    private bool IsSame => _autoPad.StartsWith("SAME", StringComparison.Ordinal);

    /// <summary>Extent behind a convolution or pooling along one spatial axis.</summary>
    public Dim Forward(int axis, Dim input, bool ceil = false)
    {
        long stride = _strides[axis], begin = Begin(axis), total = begin + End(axis);
        if (IsSame)
            return input.IsKnown ? Dim.Of((input.Value + stride - 1) / stride) : stride == 1 ? input : Dim.Unknown;
        if (_kernel[axis] < 0)
            return Dim.Unknown;
        var reach = checked(((_kernel[axis] - 1) * _dilations[axis]) + 1);
        if (!input.IsKnown)
            return stride == 1 ? input.Linear(1, total - reach + 1) : Dim.Unknown;
        var room = checked(input.Value + total - reach);
        ShapeRuleContext.Require(room >= 0, $"a kernel that reaches over {reach} does not fit into an extent of {input} with {total} of padding");
        var count = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
        // The last window has to start over the input or its leading padding, not in the trailing padding.
        return Dim.Of(ceil && (count - 1) * stride >= input.Value + begin ? count - 1 : count);
    }

    /// <summary>Extent behind a transposed convolution along one spatial axis.</summary>
    public Dim Transposed(int axis, Dim input, long outputPadding)
    {
        var stride = _strides[axis];
        if (IsSame)
            return input.Linear(stride, 0);
        if (_kernel[axis] < 0)
            return Dim.Unknown;
        var reach = checked(((_kernel[axis] - 1) * _dilations[axis]) + 1);
        return input.Linear(stride, checked(outputPadding + reach - stride - Begin(axis) - End(axis)));
    }

    private long Begin(int axis) => _autoPad == "VALID" ? 0 : _pads[axis];

    private long End(int axis) => _autoPad == "VALID" ? 0 : _pads[axis + _kernel.Length];

    private static long[] Read(Node node, string attribute, int length, long fallback)
    {
        if (node.Ints(attribute) is not { Length: > 0 } values)
            return [.. Enumerable.Repeat(fallback, length)];
        ShapeRuleContext.Require(values.Length == length, $"{attribute} has {values.Length} numbers, not {length}");
        return values;
    }
}
