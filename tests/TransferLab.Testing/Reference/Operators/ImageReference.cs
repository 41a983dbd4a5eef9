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
        if (c.Flag("antialias") || c.Optional(c.Opset < 11 ? 9 : 1) is { Count: > 0 } && c.Node.String("coordinate_transformation_mode") == "tf_crop_and_resize")
            throw c.Error("antialiasing and regions of interest are not computed here.");
        var (dims, scales) = Sizes(c, x);
        var coordinates = c.Opset < 11 ? "asymmetric" : c.Node.String("coordinate_transformation_mode", "half_pixel");
        var mode = c.Node.String("mode", "nearest");
        var y = NDArray.Zeros(x.Type, dims);
        foreach (var index in NDArray.Indices(dims))
        {
            var at = new double[x.Rank];
            for (var i = 0; i < x.Rank; i++)
                at[i] = dims[i] == x.Dims[i] && scales[i] == 1 ? index[i] : Source(c, coordinates, index[i], scales[i], x.Dims[i], dims[i]);
            y[index] = mode switch
            {
                "nearest" => x[[.. at.Select((p, i) => Math.Clamp(Nearest(c, p), 0, x.Dims[i] - 1))]],
                "linear" => Linear(x, at),
                _ => throw c.Error($"the mode '{mode}' is not computed here."),
            };
        }
        return y;
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

    private static double Source(OperatorCall c, string mode, int position, double scale, int from, int to) => mode switch
    {
        "asymmetric" => position / scale,
        "half_pixel" => ((position + 0.5) / scale) - 0.5,
        "pytorch_half_pixel" => to > 1 ? ((position + 0.5) / scale) - 0.5 : 0,
        "align_corners" => to > 1 ? position * (from - 1.0) / (to - 1) : 0,
        _ => throw c.Error($"the coordinates '{mode}' are not computed here."),
    };

    private static int Nearest(OperatorCall c, double position) => (c.Opset < 11 ? "floor" : c.Node.String("nearest_mode", "round_prefer_floor")) switch
    {
        "floor" => (int)Math.Floor(position),
        "ceil" => (int)Math.Ceiling(position),
        "round_prefer_floor" => (int)Math.Ceiling(position - 0.5),
        _ => (int)Math.Floor(position + 0.5),
    };

    private static double Linear(NDArray x, double[] at)
    {
        double sum = 0;
        foreach (var corner in NDArray.Indices(SpatialWindow.Filled(x.Rank, 2)))
        {
            double weight = 1;
            var index = new int[x.Rank];
            for (var i = 0; i < x.Rank; i++)
            {
                var low = Math.Floor(at[i]);
                weight *= corner[i] == 1 ? at[i] - low : 1 - (at[i] - low);
                index[i] = (int)Math.Clamp(low + corner[i], 0, x.Dims[i] - 1);
            }
            if (weight != 0)
                sum += weight * x[index];
        }
        return sum;
    }
}
