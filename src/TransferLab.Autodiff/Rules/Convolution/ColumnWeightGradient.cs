namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>dW through columns: the slices of X that several taps read are laid side by side, so that fewer and larger products are left.</summary>
internal static class ColumnWeightGradient
{
    /// <summary>Channel-major X; the column shifts of one window row side by side; one Gemm per row shift.</summary>
    public static string RowGemms(GradientContext c, ConvolutionGeometry g, string x, string dy)
    {
        var w = g.Window;
        var gradient = ChannelMajor.Matrix(c, g, dy, g.OutputChannels);
        var source = ChannelMajor.Swap(c, g, c.PadSpatial(x, w.PadsBegin, w.PadsTrailing));
        var width = w.Kernel[1] * g.InputChannels;
        var shifts = Enumerable.Range(0, (int)w.Kernel[1]).Select(j => c.Slice(source, [3], [j * w.Dilations[1]], [w.Output[1]])).ToArray();
        var columns = c.Concat(0, shifts);
        c.State(columns, x, new Shape([width, g.Batch, w.Reach[0], w.Output[1]]));
        var rows = new List<string>();
        for (long i = 0; i < w.Kernel[0]; i++)
        {
            var band = c.Slice(columns, [2], [i * w.Dilations[0]], [w.Output[0]]);
            var product = c.Op("Gemm", [gradient, c.Reshape(band, width, g.Batch * Dim.Of(w.OutputCount))], NodeAttribute.Int("transB", 1));
            rows.Add(product);
        }
        var taps = c.Reshape(c.Concat(1, rows), g.OutputChannels, w.TapCount, g.InputChannels);
        return c.Reshape(c.Transpose(taps, 0, 2, 1), g.WeightDims);
    }

    /// <summary>Channel-major X; all taps side by side; one Gemm.</summary>
    public static string OneGemm(GradientContext c, ConvolutionGeometry g, string x, string dy)
    {
        var w = g.Window;
        var source = ChannelMajor.Swap(c, g, c.PadSpatial(x, w.PadsBegin, w.PadsTrailing));
        var shifts = w.Taps().Select(t => c.Slice(source, w.SpatialAxes, [.. t.Select((v, i) => v * w.Dilations[i])], w.Output, w.Strides)).ToArray();
        var columns = c.Reshape(c.Concat(0, shifts), w.TapCount * g.InputChannels, g.Batch * Dim.Of(w.OutputCount));
        var product = c.Op("Gemm", [ChannelMajor.Matrix(c, g, dy, g.OutputChannels), columns], NodeAttribute.Int("transB", 1));
        return c.Reshape(c.Transpose(c.Reshape(product, g.OutputChannels, w.TapCount, g.InputChannels), 0, 2, 1), g.WeightDims);
    }

    /// <summary>All taps side by side as channels; one product per picture and a sum over pictures.</summary>
    public static string PerPicture(GradientContext c, ConvolutionGeometry g, string x, string dy)
    {
        var w = g.Window;
        var shifted = new SpaceToDepth(c, g, x);
        var columns = c.Reshape(c.Concat(1, [.. w.Taps().Select(shifted.Tap)]), g.Batch, w.TapCount * g.InputChannels, w.OutputCount);
        var product = c.Op("MatMul", c.Reshape(dy, g.Batch, g.OutputChannels, w.OutputCount), c.Transpose(columns, 0, 2, 1));
        var taps = c.Reshape(c.Sum(product, false, 0), g.OutputChannels, w.TapCount, g.InputChannels);
        return c.Reshape(c.Transpose(taps, 0, 2, 1), g.WeightDims);
    }
}
