using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Matrix;

public class MatrixRulesTests
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

    [Theory]
    [InlineData(false, false, 1f, 1f), InlineData(true, false, 1f, 1f), InlineData(false, true, 0.5f, 2f), InlineData(true, true, -2f, 0.25f)]
    public void Gradients_of_Gemm_match_differences_for_every_transposition(bool transA, bool transB, float alpha, float beta)
    {
        foreach (var c in (int[][])[[4], [1, 4], [3, 4], [3, 1], [1], []])
        {
            var node = OneNode.Of("Gemm", NodeAttribute.Int("transA", transA ? 1 : 0), NodeAttribute.Int("transB", transB ? 1 : 0),
                NodeAttribute.Float("alpha", alpha),
                NodeAttribute.Float("beta", beta));
            // With A transposed the batch is not its first axis.
            node = transA ? node.StaticBatch() : node;
            node.Input("a", NDArray.Random(1, -1, 1, transA ? [5, 3] : [3, 5])).Input("b", NDArray.Random(2, -1, 1, transB ? [4, 5] : [5, 4]))
                .Input("c", NDArray.Random(3, -1, 1, c), batched: c is [3, ..]).Check();
        }
    }

    [Fact]
    public void The_bias_of_Gemm_may_be_missing_or_frozen()
    {
        OneNode.Of("Gemm").Input("a", NDArray.Random(1, -1, 1, 1, 3)).Input("b", NDArray.Random(2, -1, 1, 3, 2)).Check();
        OneNode.Of("Gemm").Fixed("a", NDArray.Random(1, -1, 1, 2, 3)).Input("b", NDArray.Random(2, -1, 1, 3, 2)).Constant("c", Tensor.From([1f, 2f], 2))
            .Check();
    }
}
