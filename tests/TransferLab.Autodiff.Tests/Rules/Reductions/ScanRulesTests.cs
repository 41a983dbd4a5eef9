using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Reductions;

public class ScanRulesTests
{
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
