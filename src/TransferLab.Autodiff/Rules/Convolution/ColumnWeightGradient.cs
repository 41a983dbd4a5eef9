using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>dW through columns: the slices of X that several taps read are laid side by side, so that fewer and larger products are left.</summary>
internal static class ColumnWeightGradient
{
    /// <summary>Channel-major X; the column shifts of one window row side by side; one Gemm per row shift.</summary>
    public static string RowGemms(GraphBuilder b, ConvolutionGeometry g, string x, string dy)
    {
        var w = g.Window;
        var gradient = ChannelMajor.Matrix(b, g, dy, g.OutputChannels);
        var source = ChannelMajor.Swap(b, g, b.PadSpatial(x, w.PadsBegin, w.PadsTrailing));
        var width = w.Kernel[1] * g.InputChannels;
        var shifts = Enumerable.Range(0, (int)w.Kernel[1]).Select(j => b.Slice(source, [3], [j * w.Dilations[1]], [w.Output[1]])).ToArray();
        var columns = b.Concat(0, shifts);
        b.State(columns, x, new Shape([width, g.Batch, w.Reach[0], w.Output[1]]));
        var rows = new List<string>();
        for (long i = 0; i < w.Kernel[0]; i++)
        {
            var band = b.Slice(columns, [2], [i * w.Dilations[0]], [w.Output[0]]);
            var product = b.Add("Gemm", [gradient, b.Reshape(band, width, g.Batch * Dim.Of(w.OutputCount))], NodeAttribute.Int("transB", 1));
            rows.Add(product);
        }
        var taps = b.Reshape(b.Concat(1, rows), g.OutputChannels, w.TapCount, g.InputChannels);
        return b.Reshape(b.Transpose(taps, 0, 2, 1), g.WeightDims);
    }

    /// <summary>Channel-major X; all taps side by side; one Gemm.</summary>
    public static string OneGemm(GraphBuilder b, ConvolutionGeometry g, string x, string dy)
    {
        var w = g.Window;
        var source = ChannelMajor.Swap(b, g, b.PadSpatial(x, w.PadsBegin, w.PadsTrailing));
        var shifts = w.Taps().Select(t => b.Slice(source, w.SpatialAxes, [.. t.Select((v, i) => v * w.Dilations[i])], w.Output, w.Strides)).ToArray();
        var columns = b.Reshape(b.Concat(0, shifts), w.TapCount * g.InputChannels, g.Batch * Dim.Of(w.OutputCount));
        var product = b.Add("Gemm", [ChannelMajor.Matrix(b, g, dy, g.OutputChannels), columns], NodeAttribute.Int("transB", 1));
        return b.Reshape(b.Transpose(b.Reshape(product, g.OutputChannels, w.TapCount, g.InputChannels), 0, 2, 1), g.WeightDims);
    }

    /// <summary>All taps side by side as channels; one product per picture and a sum over pictures.</summary>
    public static string PerPicture(GraphBuilder b, ConvolutionGeometry g, string x, string dy)
    {
        var w = g.Window;
        var shifted = new SpaceToDepth(b, g, x);
        var columns = b.Reshape(b.Concat(1, [.. w.Taps().Select(shifted.Tap)]), g.Batch, w.TapCount * g.InputChannels, w.OutputCount);
        var product = b.Add("MatMul", [b.Reshape(dy, g.Batch, g.OutputChannels, w.OutputCount), b.Transpose(columns, 0, 2, 1)]);
        var taps = b.Reshape(b.ReduceSum(product, false, 0), g.OutputChannels, w.TapCount, g.InputChannels);
        return b.Reshape(b.Transpose(taps, 0, 2, 1), g.WeightDims);
    }
}
