using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Reductions;

public class SoftmaxRulesTests
{
    [Theory]
    [InlineData("Softmax", -1), InlineData("Softmax", 1), InlineData("Softmax", 2), InlineData("LogSoftmax", -1), InlineData("LogSoftmax", 1),
        InlineData("LogSoftmax", 0)]
    public void Gradients_match_differences(string op, int axis) =>
        OneNode.Of(op, NodeAttribute.Int("axis", axis)).Input("x", NDArray.Random(1, -3, 3, 2, 5, 3)).Check();

    [Theory]
    [InlineData("Softmax"), InlineData("LogSoftmax")]
    public void The_default_axis_is_the_last(string op) => OneNode.Of(op).Input("x", NDArray.Random(1, -3, 3, 3, 4)).Check();
}
