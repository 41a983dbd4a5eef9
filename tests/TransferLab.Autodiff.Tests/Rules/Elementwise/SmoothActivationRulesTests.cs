using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Elementwise;

public class SmoothActivationRulesTests
{
    [Theory]
    [InlineData("Sigmoid"), InlineData("Tanh"), InlineData("Softplus"), InlineData("Softsign"), InlineData("Elu"), InlineData("Selu"), InlineData("Celu"),
        InlineData("Mish"), InlineData("Gelu")]
    public void Gradients_match_differences(string op)
    {
        OneNode.Of(op).Input("x", NDArray.Random(1, -4, 4, 3, 3, 5)).Check();
        OneNode.Of(op).Input("x", NDArray.Random(2, -1, 1, 1, 7)).Check();
    }

    [Fact]
    public void Gelu_by_tanh() => OneNode.Of("Gelu", NodeAttribute.String("approximate", "tanh")).Input("x", NDArray.Random(1, -4, 4, 3, 7)).Check();

    [Theory]
    [InlineData("Elu", 0.4f), InlineData("Elu", 2f), InlineData("Celu", 0.5f), InlineData("Celu", 3f), InlineData("Selu", 1.1f)]
    public void Gradients_match_differences_for_other_coefficients(string op, float alpha) =>
        OneNode.Of(op, NodeAttribute.Float("alpha", alpha)).Input("x", NDArray.Random(1, -3, 3, 2, 9)).Check();
}
