using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>dW of a 1x1 convolution: a matrix product of dY and X over pictures and positions.</summary>
internal static class PointwiseWeightGradient
{
    public static string PerPicture(GraphBuilder b, ConvolutionGeometry g, string x, string dy)
    {
        var positions = g.Window.OutputCount;
        var taken = b.Reshape(Taken(b, g, x), g.Batch, g.InputChannels, positions);
        var product = b.Add("MatMul", [b.Reshape(dy, g.Batch, g.OutputChannels, positions), b.Transpose(taken, 0, 2, 1)]);
        return b.Reshape(b.ReduceSum(product, false, 0), g.WeightDims);
    }

    public static string OneGemm(GraphBuilder b, ConvolutionGeometry g, string x, string dy)
    {
        var product = b.Add("Gemm", [ChannelMajor.Matrix(b, g, dy, g.OutputChannels), ChannelMajor.Matrix(b, g, Taken(b, g, x), g.InputChannels)],
            NodeAttribute.Int("transB", 1));
        return b.Reshape(product, g.WeightDims);
    }

    /// <summary>The positions of X that the single tap reads.</summary>
    private static string Taken(GraphBuilder b, ConvolutionGeometry g, string x)
    {
        var w = g.Window;
        return b.Slice(b.PadSpatial(x, w.PadsBegin, w.PadsTrailing), w.SpatialAxes, new long[w.Rank], w.Output, w.Strides);
    }
}
