using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rewriting;

/// <summary>Writes a convolution with a batch normalisation folded into it.</summary>
internal static class ConvolutionFold
{
    /// <summary>Writes W' and b', offline where everything is constant, then the convolution under the normalisation's output name.</summary>
    public static void Write(GraphBuilder b, Node convolution, ChannelStatistics statistics, string output)
    {
        var bias = convolution.HasInput(2) ? ChannelVector.Of(b, convolution.Inputs[2]) : null;
        var folded = convolution.Clone();
        while (folded.Inputs.Count < 3)
            folded.Inputs.Add("");
        folded.Inputs[1] = Weight(b, convolution, statistics.Factor);
        folded.Inputs[2] = statistics.Offset(bias).Name;
        folded.Outputs[0] = output;
        b.Append(folded);
    }

    private static string Weight(GraphBuilder b, Node convolution, ChannelVector factor)
    {
        var name = convolution.Inputs[1];
        // Output channels come first in a convolution's weight, second in that of its transpose.
        var axis = convolution.Is("Conv") ? 0 : 1;
        if (factor.Values is not { } a || !b.Graph.Initializers.TryGetValue(name, out var weight))
            return b.Add("Mul", [name, factor.PerChannel(b.Shapes.Shape(name).Rank, axis)]);
        var values = weight.ToFloats();
        var inner = weight.Dims.Skip(axis + 1).Aggregate(1L, (n, d) => n * d);
        for (long i = 0; i < values.Length; i++)
            values[i] = (float)(values[i] * a[i / inner % a.Length]);
        return b.Constant(Tensor.From(values, weight.Dims), name + "_folded");
    }
}
