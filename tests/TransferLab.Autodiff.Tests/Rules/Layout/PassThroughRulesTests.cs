using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Layout;

public class PassThroughRulesTests
{
    [Fact]
    public void Identity_passes() => OneNode.Of("Identity").Input("x", NDArray.Random(1, -1, 1, 2, 3)).Check();

    [Fact]
    public void Dropout_outside_training_passes()
    {
        OneNode.Of("Dropout").Input("x", NDArray.Random(1, -1, 1, 2, 3)).Check();
        OneNode.Of("Dropout").Input("x", NDArray.Random(1, -1, 1, 2, 3)).Constant("ratio", Tensor.Scalar(0.3f)).Constant("training", Tensor.Scalar(false)).Check();
        OneNode.Of("Dropout").Input("x", NDArray.Random(1, -1, 1, 2, 3)).Constant("ratio", Tensor.Scalar(0f)).Constant("training", Tensor.Scalar(true)).Check();
    }

    [Fact]
    public void Cast_to_the_same_kind_passes_and_to_integers_stops()
    {
        OneNode.Of("Cast", NodeAttribute.Int("to", (long)ElementType.Double)).Input("x", NDArray.Random(1, -1, 1, 2, 3)).Check();
        Assert.All(Gradients.Of(OneNode.Of("Floor").Input("x", NDArray.Random(1, -1, 1, 2, 3)))["x"].Values, v => Assert.Equal(0, v));
    }

    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 3 }, new[] { 2, 3 }, new[] { 1 })]
    [InlineData(new[] { 2, 1 }, new[] { 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 3 }, new int[0], new int[0])]
    public void Where_gives_to_the_side_that_was_chosen(int[] condition, int[] a, int[] b)
    {
        var random = new Random(7);
        var choice = NDArray.Zeros(ElementType.Bool, condition);
        for (var i = 0; i < choice.Count; i++)
            choice.Values[i] = random.Next(2);
        OneNode.Of("Where").StaticBatch().Fixed("condition", choice).Input("a", NDArray.Random(1, -1, 1, a)).Input("b", NDArray.Random(2, -1, 1, b)).Check();
    }
}
