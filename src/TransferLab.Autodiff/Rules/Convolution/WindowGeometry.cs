namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>
/// How a window slides over the spatial axes: output position o reads input positions <c>o*stride + t*dilation - padBegin</c> for taps t in 0..kernel-1.
/// Everything is a number; only the batch of a training graph is symbolic. Arrays have one entry per spatial axis.
/// </summary>
internal sealed class WindowGeometry
{
    private WindowGeometry(long[] input, long[] output, long[] kernel, long[] strides, long[] dilations, long[] padsBegin, long[] padsEnd)
    {
        Input = input;
        Output = output;
        Kernel = kernel;
        Strides = strides;
        Dilations = dilations;
        PadsBegin = padsBegin;
        PadsEnd = padsEnd;
        Reach = [.. Enumerable.Range(0, kernel.Length).Select(i => ((output[i] - 1) * strides[i]) + (dilations[i] * (kernel[i] - 1)) + 1)];
        PadsTrailing = [.. Enumerable.Range(0, kernel.Length).Select(i => Reach[i] - input[i] - padsBegin[i])];
    }

    /// <summary>Size of the side that is read.</summary>
    public long[] Input { get; }

    /// <summary>Size of the side with one element per window position.</summary>
    public long[] Output { get; }

    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    public long[] PadsBegin { get; }

    /// <summary>End pads as the node states them. Some of that padding may never be read, see <see cref="PadsTrailing"/>.</summary>
    public long[] PadsEnd { get; }

    /// <summary>Length of the padded input that windows really read.</summary>
    public long[] Reach { get; }

    /// <summary>
    /// End pads that make the padded input exactly <see cref="Reach"/> long: smaller than <see cref="PadsEnd"/> where the stride leaves a rest
    /// (negative: rows of the input that no window reads), larger with ceil_mode.
    /// </summary>
    public long[] PadsTrailing { get; }

    public int Rank => Kernel.Length;

    public long OutputCount => Output.Aggregate(1L, (a, b) => a * b);

    public long TapCount => Kernel.Aggregate(1L, (a, b) => a * b);

    public bool IsUnitStride => Strides.All(s => s == 1);

    public bool IsPadded => PadsBegin.Concat(PadsTrailing).Any(p => p > 0);

    /// <summary>Axes 2, 3, ... of [N,C,...].</summary>
    public long[] SpatialAxes => [.. Enumerable.Range(2, Rank).Select(i => (long)i)];

    /// <summary>
    /// Attributes of the ConvTranspose that undoes the window. Rows at the end that no window reads come back as output padding, which is below the stride, as
    /// ONNX asks.
    /// </summary>
    public NodeAttribute[] TransposedAttributes(long groups) =>
    [
        NodeAttribute.Ints("kernel_shape", Kernel), NodeAttribute.Ints("strides", Strides), NodeAttribute.Ints("dilations", Dilations),
        NodeAttribute.Ints("pads", PadsBegin.Concat(PadsTrailing.Select(p => Math.Max(p, 0)))),
        NodeAttribute.Ints("output_padding", PadsTrailing.Select(p => Math.Max(-p, 0))), NodeAttribute.Int("group", groups),
    ];

    /// <summary>All taps, row-major.</summary>
    public IEnumerable<long[]> Taps()
    {
        for (long flat = 0; flat < TapCount; flat++)
        {
            var tap = new long[Rank];
            var rest = flat;
            for (var i = Rank - 1; i >= 0; i--)
                (rest, tap[i]) = Math.DivRem(rest, Kernel[i]);
            yield return tap;
        }
    }

    /// <summary>Reads a sliding window's attributes: kernel size, strides, dilations, pads, auto_pad, ceil_mode.</summary>
    /// <param name="node">The node, for its attributes and for refusals.</param>
    /// <param name="value">Shape [N,C,...] of the side that is read.</param>
    /// <param name="kernel">Kernel size.</param>
    public static WindowGeometry Read(Node node, Shape value, long[] kernel)
    {
        var input = Spatial(node, value, "input");
        var rank = Checked(node, input, kernel);
        var strides = node.Ints("strides") ?? Ones(rank);
        var dilations = node.Ints("dilations") ?? Ones(rank);
        var pads = node.Ints("pads") ?? new long[2 * rank];
        long[] begin = pads[..rank], end = pads[rank..];
        var output = new long[rank];
        var ceil = node.Int("ceil_mode") != 0;
        for (var i = 0; i < rank; i++)
        {
            var span = (dilations[i] * (kernel[i] - 1)) + 1;
            switch (node.String("auto_pad", "NOTSET"))
            {
                case "SAME_UPPER" or "SAME_LOWER":
                    output[i] = (input[i] + strides[i] - 1) / strides[i];
                    var total = Math.Max(0, ((output[i] - 1) * strides[i]) + span - input[i]);
                    begin[i] = node.String("auto_pad") == "SAME_UPPER" ? total / 2 : total - (total / 2);
                    end[i] = total - begin[i];
                    continue;
                case "VALID":
                    begin[i] = end[i] = 0;
                    break;
            }
            var room = input[i] + begin[i] + end[i] - span;
            if (room < 0)
                throw new GradientNotDefinedException(node, $"its window of {span} is larger than the padded input of {input[i] + begin[i] + end[i]}.");
            output[i] = (ceil ? (room + strides[i] - 1) / strides[i] : room / strides[i]) + 1;
            // A window that would start in the end padding is dropped.
            if (ceil && (output[i] - 1) * strides[i] >= input[i] + begin[i])
                output[i]--;
        }
        return new(input, output, kernel, strides, dilations, begin, end);
    }

    /// <summary>
    /// Reads a ConvTranspose as the window of the convolution it is the transpose of: that one reads the node's output and makes the node's input.
    /// </summary>
    public static WindowGeometry ReadTransposed(Node node, Shape small, Shape large, long[] kernel)
    {
        long[] output = Spatial(node, small, "input"), input = Spatial(node, large, "output");
        var rank = Checked(node, input, kernel);
        var strides = node.Ints("strides") ?? Ones(rank);
        var dilations = node.Ints("dilations") ?? Ones(rank);
        var begin = (node.Ints("pads") ?? new long[2 * rank])[..rank];
        var mode = node.String("auto_pad", "NOTSET");
        if (mode != "NOTSET" || node.Has("output_shape"))
        {
            var extra = node.Ints("output_padding") ?? new long[rank];
            for (var i = 0; i < rank; i++)
            {
                var total = Math.Max(0, ((output[i] - 1) * strides[i]) + extra[i] + (dilations[i] * (kernel[i] - 1)) + 1 - input[i]);
                begin[i] = mode == "VALID" ? 0 : mode == "SAME_UPPER" ? total / 2 : total - (total / 2);
            }
        }
        long[] end = [.. Enumerable.Range(0, rank)
            .Select(i => Math.Max(0, ((output[i] - 1) * strides[i]) + (dilations[i] * (kernel[i] - 1)) + 1 - input[i] - begin[i]))];
        return new(input, output, kernel, strides, dilations, begin, end);
    }

    private static int Checked(Node node, long[] input, long[] kernel)
    {
        if (kernel.Length != input.Length || kernel.Length == 0 || kernel.Any(k => k <= 0))
            throw new GradientNotDefinedException(node, $"its kernel [{string.Join(',', kernel)}] does not fit an input with {input.Length} spatial axes.");
        return kernel.Length;
    }

    private static long[] Spatial(Node node, Shape shape, string what) => shape.Rank >= 3 && shape.Skip(2).All(d => d.IsKnown)
        ? [.. shape.Skip(2).Select(d => d.Value)]
        : throw new GradientNotDefinedException(node, $"its {what} has the shape {shape}; the gradient needs a fixed image size, only the batch may be open.");

    private static long[] Ones(int rank) => [.. Enumerable.Repeat(1L, rank)];
}
