using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Reductions;

public class ReductionRulesTests
{
    public static TheoryData<string> Operators =>
        new("ReduceSum", "ReduceMean", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMin");

    [Theory, MemberData(nameof(Operators))]
    public void Gradients_match_differences_for_axes_and_keepdims(string op)
    {
        foreach (var keep in (long[])[0, 1])
            foreach (var axes in (long[][])[[1], [-1], [1, 2], [0], [0, 1, 2], [2, 0]])
                OneNode.Of(op, NodeAttribute.Int("keepdims", keep)).Input("x", Positive(3, 4, 2)).Constant("axes", Tensor.Vector(axes)).Check();
    }

    [Theory, MemberData(nameof(Operators))]
    public void Without_axes_everything_is_reduced(string op)
    {
        OneNode.Of(op).Input("x", Positive(2, 3)).Check();
        OneNode.Of(op, NodeAttribute.Int("keepdims", 0)).Input("x", Positive(2, 3)).Check();
        OneNode.Of(op, NodeAttribute.Int("noop_with_empty_axes", 0)).Input("x", Positive(2, 3)).Constant("axes", Tensor.Vector()).Check();
    }

    [Theory]
    [InlineData("ReduceSum"), InlineData("ReduceMean"), InlineData("ReduceMax"), InlineData("ReduceMin")]
    public void With_noop_and_empty_axes_nothing_is(string op) =>
        OneNode.Of(op, NodeAttribute.Int("noop_with_empty_axes", 1)).Input("x", Positive(2, 3)).Constant("axes", Tensor.Vector()).Check();

    [Fact]
    public void Equal_maxima_share_the_gradient() =>
        Assert.Equal([0.5, 0, 0.5], Gradients.Of(OneNode.Of("ReduceMax").Input("x", NDArray.Float([2, 1, 2], 3)))["x"].Values);

    [Fact]
    public void The_norm_of_zero_has_gradient_zero() =>
        Assert.Equal([0, 0], Gradients.Of(OneNode.Of("ReduceL2").Input("x", NDArray.Float([0, 0], 2)))["x"].Values);

    [Fact]
    public void Axes_known_only_at_run_time_are_refused()
    {
        var error = Assert.Throws<GradientNotDefinedException>(() =>
            OneNode.Of("ReduceSum").Input("x", Positive(2, 3)).Fixed("axes", NDArray.Longs(1)).Check());
        Assert.Equal("ReduceSum", error.Node?.OpType);
    }

    private static NDArray Positive(params int[] dims) => NDArray.Random(5, 0.3, 2, dims);
}
