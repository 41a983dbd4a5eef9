using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>dW tap by tap: dW[:,:,t] = sum over pictures of dY times the slice of X that tap t reads. Groups become an axis of the product.</summary>
internal static class TapWeightGradient
{
    public static string Write(GraphBuilder b, ConvolutionGeometry g, string x, string dy)
    {
        var positions = Dim.Of(g.Window.OutputCount);
        Dim[] groups = g.Groups > 1 ? [g.Groups] : [];
        int[] swapLast = g.Groups > 1 ? [0, 1, 3, 2] : [0, 2, 1];
        var gradient = b.Reshape(dy, [g.Batch, .. groups, g.OutputChannelsPerGroup, positions]);
        var shifted = new SpaceToDepth(b, g, x);
        var taps = new List<string>();
        foreach (var tap in g.Window.Taps())
        {
            var slice = b.Reshape(shifted.Tap(tap), [g.Batch, .. groups, g.InputChannelsPerGroup, positions]);
            var product = b.Add("MatMul", [gradient, b.Transpose(slice, swapLast)]);
            taps.Add(b.Reshape(b.ReduceSum(product, false, 0), 1, g.OutputChannels, g.InputChannelsPerGroup));
        }
        return b.Reshape(b.Transpose(b.Concat(0, taps), 1, 2, 0), g.WeightDims);
    }
}
