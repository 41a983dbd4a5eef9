using TransferLab.Onnx;

namespace TransferLab.Testing.Reference.Operators;

/// <summary>Poolings over any number of spatial axes.</summary>
internal static class PoolingReference
{
    public static void Register(ReferenceOperators all)
    {
        all.AddMany("MaxPool", MaxPool);
        all.Add("AveragePool", AveragePool);
        all.Add("LpPool", LpPool);
        all.Add("GlobalAveragePool", c => Global(c[0], plane => plane.Average()));
        all.Add("GlobalMaxPool", c => Global(c[0], plane => plane.Max()));
    }

    // The second output is the row-major position of each maximum in the entire input.
    private static NDArray[] MaxPool(OperatorCall call)
    {
        if (call.Flag("storage_order"))
            throw call.Error("column-major indices are not computed here.");
        var x = call[0];
        var window = Window(call);
        var y = NDArray.Zeros(x.Type, [x.Dims[0], x.Dims[1], .. window.Output]);
        var indices = NDArray.Zeros(ElementType.Int64, y.Dims);
        Each(x, window, (planeStart, at, taps) =>
        {
            var best = -1;
            foreach (var (offset, _) in taps)
                if (offset >= 0 && (best < 0 || x.Values[planeStart + offset] > x.Values[best]))
                    best = planeStart + offset;
            y.Values[at] = best < 0 ? double.NegativeInfinity : x.Values[best];
            indices.Values[at] = best;
        });
        return [y, indices];
    }

    private static NDArray AveragePool(OperatorCall call)
    {
        var x = call[0];
        var window = Window(call);
        var includePads = call.Flag("count_include_pad");
        var y = NDArray.Zeros(x.Type, [x.Dims[0], x.Dims[1], .. window.Output]);
        Each(x, window, (planeStart, at, taps) =>
        {
            var count = 0;
            foreach (var (offset, padded) in taps)
            {
                if (offset >= 0)
                    y.Values[at] += x.Values[planeStart + offset];
                if (offset >= 0 || (includePads && padded))
                    count++;
            }
            y.Values[at] /= count;
        });
        return y;
    }

    private static NDArray LpPool(OperatorCall call)
    {
        var x = call[0];
        var p = call.Int("p", 2);
        var window = Window(call);
        var y = NDArray.Zeros(x.Type, [x.Dims[0], x.Dims[1], .. window.Output]);
        Each(x, window, (planeStart, at, taps) =>
        {
            foreach (var (offset, _) in taps)
                if (offset >= 0)
                    y.Values[at] += Math.Pow(Math.Abs(x.Values[planeStart + offset]), p);
            y.Values[at] = Math.Pow(y.Values[at], 1.0 / p);
        });
        return y;
    }

    private static NDArray Global(NDArray x, Func<double[], double> reduce)
    {
        var y = NDArray.Zeros(x.Type, [x.Dims[0], x.Dims[1], .. SpatialWindow.Filled(x.Rank - 2, 1)]);
        var plane = NDArray.CountOf(x.Dims.AsSpan(2));
        for (var i = 0; i < y.Count; i++)
            y.Values[i] = reduce(x.Values[(i * plane)..((i + 1) * plane)]);
        return y;
    }

    private static SpatialWindow Window(OperatorCall call) =>
        new(call, call[0].Dims[2..], call.Ints("kernel_shape") ?? throw call.Error("kernel_shape is missing."));

    /// <summary>Calls back for every output element with the start of its input plane and, per tap, the offset in the plane (-1 outside) and whether that is padding.</summary>
    private static void Each(NDArray x, SpatialWindow window, Action<int, int, (int Offset, bool Padded)[]> visit)
    {
        int planes = x.Dims[0] * x.Dims[1], xPlane = NDArray.CountOf(window.Input), yPlane = NDArray.CountOf(window.Output);
        int[][] kernel = [.. NDArray.Indices(window.Kernel)];
        var o = 0;
        foreach (var position in NDArray.Indices(window.Output))
        {
            var taps = Array.ConvertAll(kernel, tap => (window.InputOffset(position, tap), window.InPaddedInput(position, tap)));
            for (var p = 0; p < planes; p++)
                visit(p * xPlane, (p * yPlane) + o, taps);
            o++;
        }
    }
}
