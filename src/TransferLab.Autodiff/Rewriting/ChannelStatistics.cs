using TransferLab.Onnx;
using TransferLab.Onnx.Editing;

namespace TransferLab.Autodiff.Rewriting;

/// <summary>The parameters of a batch normalisation with fixed statistics as one factor and one offset per channel: y = x * a + (bias - mean * a).</summary>
internal sealed class ChannelStatistics
{
    private readonly GraphBuilder _builder;

    public ChannelStatistics(GraphBuilder builder, Node node)
    {
        _builder = builder;
        Scale = ChannelVector.Of(builder, node.Inputs[1]);
        Bias = ChannelVector.Of(builder, node.Inputs[2]);
        Mean = ChannelVector.Of(builder, node.Inputs[3]);
        var epsilon = (double)node.Float("epsilon", 1e-5f);
        var variance = ChannelVector.Of(builder, node.Inputs[4]);
        var inverse = variance.Values is { } v
            ? new ChannelVector(builder, Array.ConvertAll(v, x => 1 / Math.Sqrt(x + epsilon)))
            : new ChannelVector(builder, builder.Add("Reciprocal", [builder.Add("Sqrt", [builder.Add("Add", [variance.Name, builder.Scalar((float)epsilon, 1)])])]));
        Factor = Scale.Times(inverse);
    }

    public ChannelVector Scale { get; }

    public ChannelVector Bias { get; }

    public ChannelVector Mean { get; }

    /// <summary>a = scale / sqrt(variance + epsilon).</summary>
    public ChannelVector Factor { get; }

    /// <summary>Whether folding into this convolution is possible and pays.</summary>
    public bool CanFold(Node convolution)
    {
        if (!_builder.Shapes.Knows(convolution.Inputs[1]) || _builder.Shapes.Shape(convolution.Inputs[1]) is not { IsStatic: true, Rank: >= 3 } weight)
            return false;
        // Output channels are spread over two axes of a grouped ConvTranspose's weight.
        if (convolution.Is("ConvTranspose") && convolution.Int("group", 1) != 1)
            return false;
        var constantWeight = _builder.Graph.Initializers.ContainsKey(convolution.Inputs[1]);
        return !constantWeight || Factor.Values is not null || (convolution.Is("Conv") && convolution.Int("group", 1) == 1 && weight.Skip(2).All(d => d.Value == 1));
    }

    /// <summary>bias + (convolutionBias - mean) * a.</summary>
    public ChannelVector Offset(ChannelVector? convolutionBias) =>
        Bias.Minus((convolutionBias is null ? Mean : Mean.Minus(convolutionBias)).Times(Factor));

    /// <summary>Writes y = x * a + offset over [N,C,...].</summary>
    public void WriteAffine(string x, string y)
    {
        var shape = _builder.Shapes.Shape(x);
        var scaled = _builder.Add("Mul", [x, Factor.PerChannel(shape.Rank, 1)]);
        _builder.AddNamed(y, "Add", [scaled, Offset(null).PerChannel(shape.Rank, 1)]);
    }
}
