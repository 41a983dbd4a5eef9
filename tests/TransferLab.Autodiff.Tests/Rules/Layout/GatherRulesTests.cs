using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Layout;

public class GatherRulesTests
{
    [Theory]
    [InlineData(new long[] { 1, 2 }, 1), InlineData(new long[] { 2, 0, 2, -1 }, 1), InlineData(new long[] { 1, 1 }, 2),
        InlineData(new long[] { 0, 1, 1, -2 }, 0)]
    public void Gather_adds_up_repeated_indices(long[] indices, int axis) =>
        OneNode.Of("Gather", NodeAttribute.Int("axis", axis)).Input("x", X(2, 4, 3)).Constant("indices", Tensor.Vector(indices)).Check();

    [Theory]
    [InlineData(0L, 1), InlineData(-1L, 1), InlineData(1L, -1)]
    public void Gather_of_one_index_loses_the_axis(long index, int axis) =>
        OneNode.Of("Gather", NodeAttribute.Int("axis", axis)).Input("x", X(2, 4, 3)).Constant("index", Tensor.Scalar(index)).Check();

    [Fact]
    public void Gather_by_a_matrix_of_run_time_indices()
    {
        var indices = new NDArray(ElementType.Int64, [0, 2, 1, 2, 0, 0], 2, 3);
        OneNode.Of("Gather").StaticBatch().Input("table", X(3, 4)).Fixed("indices", indices).Check();
        OneNode.Of("Gather", NodeAttribute.Int("axis", 1)).Input("x", X(2, 3, 2)).Fixed("indices", indices).Check();
    }

    [Fact]
    public void GatherElements_and_GatherND_scatter_back()
    {
        OneNode.Of("GatherElements", NodeAttribute.Int("axis", 1)).StaticBatch().Input("x", X(2, 4))
            .Fixed("indices", new NDArray(ElementType.Int64, [0, 0, 3, 2, 1, 1], 2, 3)).Check();
        OneNode.Of("GatherND").StaticBatch().Input("x", X(2, 3, 2)).Fixed("indices", new NDArray(ElementType.Int64, [0, 1, 1, 2, 0, 1], 3, 2)).Check();
    }

    private static NDArray X(params int[] dims) => NDArray.Random(1, -1, 1, dims);
}
