using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rules.Convolution;

/// <summary>Activations with the channel first, so that one Gemm can contract pictures and positions together.</summary>
internal static class ChannelMajor
{
    /// <summary>[N,C,...] to [C,N,...].</summary>
    public static string Swap(GraphBuilder b, ConvolutionGeometry g, string x) =>
        b.Transpose(x, [1, 0, .. g.Window.SpatialAxes.Select(a => (int)a)]);

    /// <summary>[N,C,...] with one element per output position to [C, N*positions].</summary>
    public static string Matrix(GraphBuilder b, ConvolutionGeometry g, string x, long channels) =>
        b.Reshape(Swap(b, g, x), channels, g.Batch * Dim.Of(g.Window.OutputCount));
}
