using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Reductions;

public class AxisRulesTests
{
    [Theory]
    [InlineData("Softmax", -1), InlineData("Softmax", 1), InlineData("Softmax", 2), InlineData("LogSoftmax", -1), InlineData("LogSoftmax", 1),
        InlineData("LogSoftmax", 0)]
    public void Gradients_of_softmax_match_differences(string op, int axis) =>
        OneNode.Of(op, NodeAttribute.Int("axis", axis)).Input("x", NDArray.Random(1, -3, 3, 2, 5, 3)).Check();

    [Theory]
    [InlineData("Softmax"), InlineData("LogSoftmax")]
    public void The_default_axis_of_softmax_is_the_last(string op) => OneNode.Of(op).Input("x", NDArray.Random(1, -3, 3, 3, 4)).Check();

    [Theory]
    [InlineData(0, 0), InlineData(0, 1), InlineData(1, 0), InlineData(1, 1)]
    public void CumSum_runs_back(int exclusive, int reverse) =>
        OneNode.Of("CumSum", NodeAttribute.Int("exclusive", exclusive), NodeAttribute.Int("reverse", reverse)).Input("x", NDArray.Random(1, -1, 1, 2, 4, 3))
            .Constant("axis", Tensor.Scalar(1L)).Check();

    [Theory]
    [InlineData(0), InlineData(1)]
    public void Trilu_keeps_its_triangle(int upper) =>
        OneNode.Of("Trilu", NodeAttribute.Int("upper", upper)).Input("x", NDArray.Random(1, -1, 1, 2, 4, 3)).Constant("k", Tensor.Scalar(1L)).Check();
}
