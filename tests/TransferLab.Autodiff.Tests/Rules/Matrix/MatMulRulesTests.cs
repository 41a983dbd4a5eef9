using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Matrix;

public class MatMulRulesTests
{
    [Theory]
    [InlineData(new[] { 3, 4 }, new[] { 4, 5 })]
    [InlineData(new[] { 1, 4 }, new[] { 4, 1 })]
    [InlineData(new[] { 3, 4 }, new[] { 4 })]
    [InlineData(new[] { 2, 3, 4 }, new[] { 4, 5 })]
    [InlineData(new[] { 2, 2, 3, 4 }, new[] { 4, 5 })]
    [InlineData(new[] { 2, 3, 4 }, new[] { 4 })]
    [InlineData(new[] { 2, 3, 4 }, new[] { 1, 4, 5 })]
    [InlineData(new[] { 2, 3, 2, 4 }, new[] { 3, 4, 2 })]
    [InlineData(new[] { 2, 1, 2, 4 }, new[] { 3, 4, 2 })]
    public void Gradients_match_differences(int[] a, int[] b) =>
        OneNode.Of("MatMul").Input("a", NDArray.Random(1, -1, 1, a)).Input("b", NDArray.Random(2, -1, 1, b)).Check();

    [Theory]
    [InlineData(new[] { 4 }, new[] { 4, 5 })]
    [InlineData(new[] { 4 }, new[] { 4 })]
    [InlineData(new[] { 4 }, new[] { 2, 4, 5 })]
    [InlineData(new[] { 3, 4 }, new[] { 2, 4, 5 })]
    [InlineData(new[] { 1, 3, 4 }, new[] { 2, 4, 5 })]
    public void Gradients_match_differences_without_a_batch_on_the_left(int[] a, int[] b) =>
        OneNode.Of("MatMul").StaticBatch().Input("a", NDArray.Random(1, -1, 1, a)).Input("b", NDArray.Random(2, -1, 1, b)).Check();

    [Fact]
    public void Both_sides_may_have_the_batch() =>
        OneNode.Of("MatMul").Input("a", NDArray.Random(1, -1, 1, 3, 2, 4, 3)).Input("b", NDArray.Random(2, -1, 1, 3, 2, 3, 4), batched: true).Check();
}
