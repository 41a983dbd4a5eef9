using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Layout;

public class JoinRulesTests
{
    [Theory]
    [InlineData(1), InlineData(-2)]
    public void Concat_splits(int axis) =>
        OneNode.Of("Concat", NodeAttribute.Int("axis", axis)).Input("a", X(2, 3, 2)).Input("b", X(2, 1, 2), batched: true).Input("c", X(2, 4, 2), batched: true)
            .Check();

    [Fact]
    public void Concat_of_one_trainable_input_takes_its_part()
    {
        OneNode.Of("Concat", NodeAttribute.Int("axis", 1)).Fixed("a", X(2, 3)).Input("b", X(2, 2), batched: true).Fixed("c", X(2, 4), batched: true).Check();
        OneNode.Of("Concat", NodeAttribute.Int("axis", 1)).Input("a", X(2, 3)).Check();
    }

    [Fact]
    public void Concat_along_the_batch()
    {
        OneNode.Of("Concat", NodeAttribute.Int("axis", 0)).Input("a", X(2, 3)).Input("b", X(4, 3)).Check();
        OneNode.Of("Concat", NodeAttribute.Int("axis", 0)).Fixed("a", X(2, 3)).Input("b", X(4, 3)).Check();
    }

    [Fact]
    public void Split_joins()
    {
        OneNode.Of("Split", NodeAttribute.Int("axis", 1)).Outputs(2).Input("x", X(2, 5)).Constant("sizes", Tensor.Vector(2, 3)).Check();
        OneNode.Of("Split", NodeAttribute.Int("axis", -1), NodeAttribute.Int("num_outputs", 3)).Outputs(3).Input("x", X(2, 6)).Check();
    }

    [Fact]
    public void Split_fills_unused_parts_with_zeros() =>
        Assert.Equal([1, 1, 0, 0, 0], Gradients.Of(OneNode.Of("Split").Outputs(2).Input("x", X(5)).Constant("sizes", Tensor.Vector(2, 3)))["x"].Values);

    private static NDArray X(params int[] dims) => NDArray.Random(dims.Sum(), -1, 1, dims);
}
