namespace TransferLab.Onnx.Shapes.Rules;

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
        ShapeRuleContext.Require(_strides.All(s => s > 0) && _dilations.All(d => d > 0) && kernel.All(k => k != 0), "strides, dilations and kernel_shape must be positive");
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
