namespace TransferLab.TensorFlow.Operators;

/// <summary>Convolutions; kernels [H,W,in,out] become [out,in,H,W].</summary>
internal static class ConvolutionOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("Conv2D", Conv2D);
        handlers.Add("DepthwiseConv2dNative", Depthwise);
        handlers.Add("Conv2DBackpropInput", Transposed);
    }

    private static void Conv2D(MappingContext c)
    {
        var kernel = Kernel(c, 1);
        var x = c.ChannelsFirst(0);
        var channels = c.FindShape(x)?[1] ?? Dim.Unknown;
        // A kernel of fewer input channels than there are works on groups of them.
        var groups = !channels.IsKnown ? 1 : kernel[2] > 0 && channels.Value % kernel[2] == 0 ? channels.Value / kernel[2]
            : throw c.Refuse($"its kernel takes {kernel[2]} channels, its input has {channels}");
        Give(c, x, c.Relaid(1, [3, 2, 0, 1]), kernel, groups);
    }

    // [H,W,C,m]: m outputs for each of C channels, channel by channel.
    private static void Depthwise(MappingContext c)
    {
        var kernel = Kernel(c, 1);
        var x = c.ChannelsFirst(0);
        Give(c, x, c.Relaid(1, [2, 3, 0, 1], checked(kernel[2] * kernel[3]), 1, kernel[0], kernel[1]), kernel, kernel[2]);
    }

    private static void Give(MappingContext c, string x, string weights, long[] kernel, long groups)
    {
        long[] strides = Windows.Spatial(c, "strides"), dilations = Windows.Spatial(c, "dilations");
        var pads = Windows.Pads(c, c.FindShape(x)!, kernel, strides, dilations);
        c.GiveImage("Conv", [x, weights], Attributes(kernel, strides, dilations, pads, groups));
    }

    /// <summary>The gradient of a convolution as a layer: of the image's size that the node states, ONNX's padding and
    /// output padding follow, for output = stride·(input − 1) + span − padding + output padding.</summary>
    private static void Transposed(MappingContext c)
    {
        var kernel = Kernel(c, 1);
        if (c.Shape(2).Rank != 4)
            throw c.Refuse($"works on image batches, its input has the shape {c.Shape(2)}");
        var x = c.IsChannelsFirst ? c.In(2) : c.Transposed(c.In(2), MappingContext.ToFirst);
        var sizes = c.Builder.Shapes.Elements(c.In(0));
        long[] strides = Windows.Spatial(c, "strides"), dilations = Windows.Spatial(c, "dilations");
        var padding = c.Node.String("padding");
        var stated = padding == "EXPLICIT" ? Windows.Explicit(c) : null;
        var pads = new long[4];
        var extra = new long[2];
        for (var i = 0; i < 2; i++)
        {
            var span = checked(((kernel[i] - 1) * dilations[i]) + 1);
            var size = sizes is { Count: 4 } && sizes[c.IsChannelsFirst ? i + 2 : i + 1] is { IsConstant: true } s ? s.Value : (long?)null;
            var input = c.FindShape(x)![i + 2];
            if (input.IsKnown && size is { } wanted)
            {
                var full = checked((strides[i] * (input.Value - 1)) + span);
                var total = stated is not null ? stated[i] + stated[i + 2] : padding == "SAME" ? Math.Max(full - wanted, 0) : 0;
                extra[i] = wanted - full + total;
                pads[i] = stated?[i] ?? total / 2;
                pads[i + 2] = total - pads[i];
            }
            else if (stated is not null)
            {
                (pads[i], pads[i + 2]) = (stated[i], stated[i + 2]);
            }
            else if (padding == "SAME")
            {
                // Without a size, the one that every exporter means: stride times the input.
                var total = Math.Max(span - strides[i], 0);
                extra[i] = Math.Max(strides[i] - span, 0);
                pads[i] = total / 2;
                pads[i + 2] = total - pads[i];
            }
            if (extra[i] < 0 || extra[i] >= Math.Max(strides[i], dilations[i]))
                throw c.Refuse($"the output size {size} does not fit its input of {input} by stride {strides[i]}");
        }
        c.GiveImage("ConvTranspose", [x, c.Relaid(1, [3, 2, 0, 1])],
            [.. Attributes(kernel, strides, dilations, pads, 1), NodeAttribute.Ints("output_padding", extra)]);
    }

    private static NodeAttribute[] Attributes(long[] kernel, long[] strides, long[] dilations, long[] pads, long groups) =>
    [
        NodeAttribute.Ints("kernel_shape", kernel[0], kernel[1]), NodeAttribute.Ints("strides", strides), NodeAttribute.Ints("dilations", dilations),
        NodeAttribute.Ints("pads", pads),
        NodeAttribute.Int("group", groups),
    ];

    private static long[] Kernel(MappingContext c, int input)
    {
        var shape = c.Shape(input);
        return shape.Rank == 4 && shape.IsStatic && shape.All(d => d.Value > 0) ? shape.ToLongs() : throw c.Refuse($"its kernel has the shape {shape}");
    }
}

/// <summary>Pooling; averages leave the padding out, as TensorFlow's do.</summary>
internal static class PoolingOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("MaxPool", c => Pool(c, "MaxPool"));
        handlers.Add("AvgPool", c => Pool(c, "AveragePool"));
    }

    private static void Pool(MappingContext c, string op)
    {
        long[] kernel = Windows.Spatial(c, "ksize"), strides = Windows.Spatial(c, "strides");
        var x = c.ChannelsFirst(0);
        var pads = Windows.Pads(c, c.FindShape(x)!, kernel, strides, [1, 1]);
        NodeAttribute[] attributes = [NodeAttribute.Ints("kernel_shape", kernel), NodeAttribute.Ints("strides", strides), NodeAttribute.Ints("pads", pads)];
        c.GiveImage(op, [x], op == "AveragePool" ? [.. attributes, NodeAttribute.Int("count_include_pad", 0)] : attributes);
    }
}
