namespace TransferLab.Testing.Reference.Operators;

/// <summary>Rearrangement between depth and space, and nearest or linear resizing.</summary>
internal static class ImageReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("DepthToSpace", DepthToSpace);
        all.Add("SpaceToDepth", SpaceToDepth);
        all.Add("Resize", Resize);
    }

    private static NDArray DepthToSpace(OperatorCall c)
    {
        var x = c[0];
        int b = c.Int("blocksize", 1), channels = x.Dims[1] / (b * b);
        var columnRowDepth = c.Node.String("mode", "DCR") == "CRD";
        var y = NDArray.Zeros(x.Type, x.Dims[0], channels, x.Dims[2] * b, x.Dims[3] * b);
        foreach (var at in NDArray.Indices(y.Dims))
        {
            var block = (at[2] % b * b) + (at[3] % b);
            y[at] = x[at[0], columnRowDepth ? (at[1] * b * b) + block : (block * channels) + at[1], at[2] / b, at[3] / b];
        }
        return y;
    }

    private static NDArray SpaceToDepth(OperatorCall c)
    {
        var x = c[0];
        int b = c.Int("blocksize", 1), channels = x.Dims[1];
        var y = NDArray.Zeros(x.Type, x.Dims[0], channels * b * b, x.Dims[2] / b, x.Dims[3] / b);
        foreach (var at in NDArray.Indices(y.Dims))
        {
            var block = at[1] / channels;
            y[at] = x[at[0], at[1] % channels, (at[2] * b) + (block / b), (at[3] * b) + (block % b)];
        }
        return y;
    }

    // Modes nearest and linear (multilinear, no antialiasing) in the coordinate systems of the specification that need no region of interest.
    private static NDArray Resize(OperatorCall c)
    {
        var x = c[0];
        if (c.Flag("antialias") || c.Node.String("coordinate_transformation_mode") == "tf_crop_and_resize")
            throw c.Error("antialiasing and regions of interest are not computed here.");
        var (dims, scales) = Sizes(c, x);
        var taps = new (int Source, double Weight)[x.Rank][][];
        for (var i = 0; i < x.Rank; i++)
        {
            var (axis, same) = (i, dims[i] == x.Dims[i] && scales[i] == 1);
            taps[i] = [.. Enumerable.Range(0, dims[i]).Select(p => same ? [(p, 1.0)] : Taps(c, Source(c, p, scales[axis], x.Dims[axis], dims[axis]), x.Dims[axis]))];
        }
        var y = NDArray.Zeros(x.Type, dims);
        var at = 0;
        foreach (var index in NDArray.Indices(dims))
            y.Values[at++] = Sum(x, taps, index, axis: 0, offset: 0);
        return y;
    }

    /// <summary>The weighted sum over the input elements of one output element, axis by axis.</summary>
    private static double Sum(NDArray x, (int Source, double Weight)[][][] taps, int[] index, int axis, int offset)
    {
        if (axis == x.Rank)
            return x.Values[offset];
        double sum = 0;
        foreach (var (source, weight) in taps[axis][index[axis]])
            sum += weight * Sum(x, taps, index, axis + 1, offset + (source * x.Strides[axis]));
        return sum;
    }

    private static (int[] Dims, double[] Scales) Sizes(OperatorCall c, NDArray x)
    {
        var axes = c.Ints("axes") is { } given ? Array.ConvertAll(given, a => OperatorCall.Wrap(a, x.Rank)) : [.. Enumerable.Range(0, x.Rank)];
        var dims = (int[])x.Dims.Clone();
        double[] scales = [.. Enumerable.Repeat(1.0, x.Rank)];
        var stated = c.Optional(c.Opset < 11 ? 1 : 2) is { Count: > 0 } s ? s : null;
        var sizes = c.Optional(3);
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = axes[i];
            scales[axis] = stated is not null ? stated.Values[i] : sizes!.Values[i] / x.Dims[axis];
            dims[axis] = stated is not null ? (int)Math.Floor(x.Dims[axis] * scales[axis]) : (int)sizes!.Values[i];
        }
        return (dims, scales);
    }

    /// <summary>Where a position of the output lies on an axis of the input.</summary>
    private static double Source(OperatorCall c, int position, double scale, int from, int to) =>
        (c.Opset < 11 ? "asymmetric" : c.Node.String("coordinate_transformation_mode", "half_pixel")) switch
        {
            "asymmetric" => position / scale,
            "half_pixel" => ((position + 0.5) / scale) - 0.5,
            "pytorch_half_pixel" => to > 1 ? ((position + 0.5) / scale) - 0.5 : 0,
            "align_corners" => to > 1 ? position * (from - 1.0) / (to - 1) : 0,
            var other => throw c.Error($"the coordinates '{other}' are not computed here."),
        };

    /// <summary>The input positions along one axis that a point between them is made of, with their weights.</summary>
    private static (int Source, double Weight)[] Taps(OperatorCall c, double point, int size)
    {
        int Inside(int position) => Math.Clamp(position, 0, size - 1);
        var low = (int)Math.Floor(point);
        return c.Node.String("mode", "nearest") switch
        {
            "nearest" => [(Inside(Nearest(c, point)), 1)],
            "linear" => [(Inside(low), 1 - (point - low)), (Inside(low + 1), point - low)],
            var other => throw c.Error($"the mode '{other}' is not computed here."),
        };
    }

    private static int Nearest(OperatorCall c, double position) => (c.Opset < 11 ? "floor" : c.Node.String("nearest_mode", "round_prefer_floor")) switch
    {
        "floor" => (int)Math.Floor(position),
        "ceil" => (int)Math.Ceiling(position),
        "round_prefer_floor" => (int)Math.Ceiling(position - 0.5),
        _ => (int)Math.Floor(position + 0.5),
    };
}
