using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Elementwise;

public class RectifierRulesTests
{
    public static TheoryData<string, string, float> Nodes => new()
    {
        { "Relu", "", 0 },
        { "LeakyRelu", "alpha", 0.2f },
        { "LeakyRelu", "alpha", -0.3f },
        { "LeakyRelu", "alpha", 1.5f },
        { "LeakyRelu", "", 0 },
        { "ThresholdedRelu", "alpha", 0.4f },
        { "ThresholdedRelu", "", 0 },
        { "HardSigmoid", "alpha", 0.7f },
        { "HardSigmoid", "", 0 },
        { "HardSwish", "", 0 },
    };

    [Theory, MemberData(nameof(Nodes))]
    public void Gradients_match_differences(string op, string attribute, float value)
    {
        NodeAttribute[] attributes = attribute.Length == 0 ? [] : [NodeAttribute.Float(attribute, value)];
        OneNode.Of(op, attributes).Input("x", NDArray.Random(1, -5, 5, 2, 3, 7, 1)).Check();
        OneNode.Of(op, attributes).Input("x", NDArray.Random(2, -2, 2, 1, 5)).Check();
    }

    [Theory]
    [InlineData(new[] { 3, 1, 1 }), InlineData(new[] { 1 }), InlineData(new[] { 2 })]
    public void PRelu_trains_its_slope_in_every_shape(int[] slope) =>
        OneNode.Of("PRelu").Input("x", NDArray.Random(1, -2, 2, 3, 3, 2, 2)).Input("slope", NDArray.Random(2, 0.1, 0.5, slope)).Check();

    [Theory]
    [InlineData(0f, 6f), InlineData(-1f, 1.5f), InlineData(null, 0.5f), InlineData(0.25f, null), InlineData(null, null), InlineData(0f, float.MaxValue),
        InlineData(float.NegativeInfinity, 1f)]
    public void Clip_with_constant_bounds(float? low, float? high)
    {
        var node = OneNode.Of("Clip").Input("x", NDArray.Random(1, -3, 8, 2, 3, 4));
        node = low is { } l ? node.Constant("low", Tensor.Scalar(l)) : node.Omit();
        node = high is { } h ? node.Constant("high", Tensor.Scalar(h)) : node.Omit();
        node.Check();
    }

    [Fact]
    public void Clip_with_bounds_that_train() =>
        OneNode.Of("Clip").Input("x", NDArray.Random(1, -3, 3, 2, 3, 4)).Input("low", NDArray.Float([-1])).Input("high", NDArray.Float([1.5])).Check();

    [Fact]
    public void Clip_with_bounds_known_at_run_time() =>
        OneNode.Of("Clip").Input("x", NDArray.Random(1, -3, 3, 2, 3, 4)).Fixed("low", NDArray.Float([-1])).Constant("high", Tensor.Scalar(1.5f)).Check();

    [Fact]
    public void Kinks_take_the_flat_side()
    {
        Assert.Equal([0, 0, 1], Gradients.Of(OneNode.Of("Relu").Input("x", NDArray.Float([-1, 0, 1], 3)))["x"].Values);
        Assert.Equal([0, 0, 1, 0, 0], Gradients.Of(OneNode.Of("Clip").Input("x", NDArray.Float([-1, 0, 1, 6, 7], 5))
            .Constant("low", Tensor.Scalar(0f)).Constant("high", Tensor.Scalar(6f)))["x"].Values);
        Assert.Equal([0, 0, 1], Gradients.Of(OneNode.Of("Max").Input("x", NDArray.Float([-1, 0, 1], 3)).Constant("zero", Tensor.Scalar(0f)))["x"].Values);
    }

    [Fact]
    public void Ties_of_two_trainable_values_share_evenly()
    {
        var gradients = Gradients.Of(OneNode.Of("Max").Input("a", NDArray.Float([1, 2], 2)).Input("b", NDArray.Float([1, 1], 2), batched: true));
        Assert.Equal([0.5, 1], gradients["a"].Values);
        Assert.Equal([0.5, 0], gradients["b"].Values);
    }

    [Fact]
    public void The_mask_of_Relu_passes_gradients_of_tiny_activations() =>
        Assert.Equal([1], Gradients.Of(OneNode.Of("Relu").Input("x", NDArray.Float([1e-29], 1)))["x"].Values);
}
