using TransferLab.Backbones;
using TransferLab.Onnx;

namespace TransferLab.Tests.Backbones;

public class ParameterFinderTests
{
    [Fact]
    public void Structural_constants_are_no_parameters()
    {
        var w = new NetworkWriter();
        var x = w.Node("Sub", ["input", w.Weights("pixel_mean", 1, 3, 1, 1)]);
        x = w.Node("Mul", [x, w.Weights("pixel_scale", 1, 3, 1, 1)]);
        x = w.Node("Add", [x, w.Weights("pixel_shift", 1, 3, 1, 1)]);
        x = w.Conv(x, 3, 4, name: "first");
        // Hard-swish, written out.
        var gate = w.Node("Div", [w.Node("Clip", [w.Node("Add", [x, w.Constant("three", Tensor.Scalar(3f))]), w.Constant("low", Tensor.Scalar(0f)), w.Constant("high", Tensor.Scalar(6f))]),
            w.Constant("six", Tensor.Scalar(6f))]);
        x = w.Node("Mul", [x, gate]);
        x = w.Node("Pow", [x, w.Constant("exponent", Tensor.Scalar(2f))]);
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(w.Conv(x, 4, 4, name: "second"))));
        Assert.Equal(["first.weight", "first.bias", "second.weight", "second.bias"], backbone.Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Biases_scales_and_slopes_written_as_operators_are_parameters()
    {
        var w = new NetworkWriter();
        var x = w.Conv("input", 3, 4, bias: false, name: "conv");
        x = w.Node("Add", [x, w.Weights("bias", 4, 1, 1)]);
        x = w.Node("Mul", [w.Weights("layer_scale", 4, 1, 1), x]);
        x = w.Node("PRelu", [x, w.Weights("slope", 4, 1, 1)]);
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(w.Conv(x, 4, 4, bias: false, name: "last"))));
        Assert.Equal(
            [("conv.weight", ParameterRole.Weight), ("bias", ParameterRole.Bias), ("layer_scale", ParameterRole.Scale), ("slope", ParameterRole.Slope), ("last.weight", ParameterRole.Weight)],
            backbone.Parameters.Select(p => (p.Name, p.Role)));
    }

    [Fact]
    public void Statistics_of_batch_normalization_are_no_parameters()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.ResNet());
        Assert.DoesNotContain(backbone.Parameters, p => p.Name.EndsWith(".mean", StringComparison.Ordinal) || p.Name.EndsWith(".var", StringComparison.Ordinal));
        Assert.Equal(backbone.Model.Graph.Nodes.Count(n => n.Is("BatchNormalization")), backbone.Parameters.Count(p => p.Role == ParameterRole.BatchNormScale));
    }

    [Fact]
    public void Every_learned_tensor_of_a_transformer_is_found()
    {
        var backbone = NetworkWriter.Load(NetworkWriter.Transformer(1));
        Assert.Contains(backbone.Parameters, p => p is { Name: "class_token", Role: ParameterRole.Token });
        Assert.Contains(backbone.Parameters, p => p is { Name: "positions", Role: ParameterRole.Bias });
        // patch 2, token, positions, 6 linear layers of 2, 3 layer norms of 2
        Assert.Equal(2 + 1 + 1 + 12 + 6, backbone.Parameters.Count);
        Assert.DoesNotContain(backbone.Parameters, p => p.Name.StartsWith("scale", StringComparison.Ordinal));
    }

    [Fact]
    public void A_parameter_that_two_layers_share_becomes_one_per_layer()
    {
        var w = new NetworkWriter();
        var zero = w.Constant("zero_bias", Tensor.Filled(0f, 4));
        var x = w.Named("a", "Conv", ["input", w.Weights("a.weight", 4, 3, 3, 3), zero]);
        x = w.Named("b", "Conv", [x, w.Weights("b.weight", 4, 4, 3, 3), zero]);
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(w.Relu(x))));
        var biases = backbone.Parameters.Where(p => p.Role == ParameterRole.Bias).ToList();
        Assert.Equal(2, biases.Select(b => b.Name).Distinct().Count());
        Assert.Equal(["a", "b"], biases.Select(b => b.Layer));
    }
}
