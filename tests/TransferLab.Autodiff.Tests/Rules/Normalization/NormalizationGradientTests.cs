using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Normalization;

public class NormalizationGradientTests
{
    private static readonly GradientCheckOptions s_quick = new() { MaxElements = 40 };

    [Fact]
    public void BatchNormalization_with_constant_statistics_matches_central_differences()
    {
        OneNode.Of("BatchNormalization", NodeAttribute.Float("epsilon", 1e-3f)).Input("x", Values(2, 3, 4, 5)).Input("scale", Values(3))
            .Input("bias", Values(3))
            .Constant("mean", Values(3).ToTensor()).Constant("variance", Positive(3).ToTensor()).Check(s_quick);
        OneNode.Of("BatchNormalization").Input("x", Values(2, 3, 4, 5)).Constant("scale", Values(3).ToTensor()).Constant("bias", Values(3).ToTensor())
            .Constant("mean", Values(3).ToTensor()).Constant("variance", Positive(3).ToTensor()).Check(s_quick);
    }

    [Fact]
    public void BatchNormalization_matches_central_differences_by_all_its_inputs() =>
        OneNode.Of("BatchNormalization").Input("x", Values(2, 3, 4, 5)).Input("scale", Values(3)).Input("bias", Values(3))
            .Input("mean", Values(3)).Input("variance", Positive(3)).Check(s_quick);

    [Fact]
    public void BatchNormalization_of_features_matches_central_differences() =>
        OneNode.Of("BatchNormalization").Input("x", Values(5, 3)).Input("scale", Values(3)).Input("bias", Values(3))
            .Fixed("mean", Values(3)).Fixed("variance", Positive(3)).Check(s_quick);

    [Fact]
    public void BatchNormalization_in_training_mode_matches_central_differences_through_the_batch_statistics()
    {
        // ONNX Runtime asks for all three outputs in training mode.
        var node = OneNode.Of("BatchNormalization", NodeAttribute.Int("training_mode", 1)).Input("x", Values(3, 2, 4, 3)).Input("scale", Values(2))
            .Input("bias", Values(2))
            .Fixed("mean", Values(2)).Fixed("variance", Positive(2)).Outputs(3);
        var model = node.Model();
        // Running statistics are not differentiable; the check projects every graph output, so only Y may be one.
        model.Graph.Outputs.RemoveRange(1, 2);
        GradientCheck.Run(model, node.Feeds, node.Wrt, s_quick);
    }

    [Fact]
    public void InstanceNormalization_matches_central_differences()
    {
        OneNode.Of("InstanceNormalization").Input("x", Values(2, 3, 4, 5)).Input("scale", Values(3)).Input("bias", Values(3)).Check(s_quick);
        OneNode.Of("InstanceNormalization").Input("x", Values(2, 3, 7)).Input("scale", Values(3)).Input("bias", Values(3)).Check(s_quick);
    }

    [Theory]
    [InlineData(-1, true, 1)]
    [InlineData(-1, false, 1)]
    [InlineData(1, true, 1)]
    [InlineData(2, true, 2)]
    [InlineData(-2, true, 3)]
    [InlineData(-1, false, 3)]
    public void LayerNormalization_matches_central_differences(int axis, bool bias, int outputs)
    {
        int[] x = [2, 3, 4, 5];
        var normalized = x[(axis < 0 ? axis + 4 : axis)..];
        var node = OneNode.Of("LayerNormalization", NodeAttribute.Int("axis", axis)).Input("x", Values(x)).Input("scale", Values(normalized)).Outputs(outputs);
        (bias ? node.Input("bias", Values(normalized)) : node).Check(s_quick);
    }

    [Theory]
    [InlineData(21, 6)]
    [InlineData(18, 2)]
    public void GroupNormalization_matches_central_differences(int opset, int parameters) =>
        OneNode.Of("GroupNormalization", NodeAttribute.Int("num_groups", 2)).Opset(opset).Input("x", Values(2, 6, 3, 4)).Input("scale", Values(parameters))
            .Input("bias", Values(parameters)).Check(s_quick);

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(4)]
    public void Lrn_matches_central_differences(int size) =>
        OneNode.Of("LRN", NodeAttribute.Int("size", size), NodeAttribute.Float("alpha", 0.5f), NodeAttribute.Float("beta", 0.75f),
            NodeAttribute.Float("bias", 1.5f))
            .Input("x", Values(2, 7, 3, 2))
            // ONNX Runtime has no LRN over an even number of channels.
            .Check(s_quick with { RunRuntime = size % 2 == 1 });

    private static NDArray Values(params int[] dims) => NDArray.Random(dims.Length + dims[0], -1.5, 1.5, dims);

    private static NDArray Positive(params int[] dims) => NDArray.Random(5, 0.5, 2, dims);
}
