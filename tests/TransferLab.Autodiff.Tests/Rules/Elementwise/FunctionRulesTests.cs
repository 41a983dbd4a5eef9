using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Elementwise;

public class FunctionRulesTests
{
    [Theory]
    [InlineData("Neg", -2, 2), InlineData("Sqrt", 0.3, 3), InlineData("Exp", -2, 2), InlineData("Log", 0.2, 3), InlineData("Reciprocal", 0.4, 3)]
    [InlineData("Abs", -2, 2), InlineData("Sin", -3, 3), InlineData("Cos", -3, 3), InlineData("Tan", -1, 1), InlineData("Atan", -3, 3),
        InlineData("Erf", -2, 2)]
    public void Gradients_match_differences(string op, double low, double high)
    {
        OneNode.Of(op).Input("x", NDArray.Random(1, low, high, 3, 5, 2)).Check();
        OneNode.Of(op).Input("x", NDArray.Random(2, low, high, 1)).Check();
        OneNode.Of(op).StaticBatch().Input("x", NDArray.Random(3, low, high)).Check();
    }
}
