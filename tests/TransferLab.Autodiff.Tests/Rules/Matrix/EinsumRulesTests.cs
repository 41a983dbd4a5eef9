using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Matrix;

public class EinsumRulesTests
{
    [Theory]
    [InlineData("ij,jk->ik", new[] { 2, 3 }, new[] { 3, 4 })]
    [InlineData("bhqd,bhkd->bhqk", new[] { 2, 2, 3, 4 }, new[] { 2, 2, 5, 4 })]
    [InlineData("bij , bjk -> bik", new[] { 2, 3, 4 }, new[] { 2, 4, 2 })]
    [InlineData("ij,jk", new[] { 2, 3 }, new[] { 3, 4 })]
    [InlineData("ij,ij->i", new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData("ij,jk->k", new[] { 2, 3 }, new[] { 3, 4 })]
    [InlineData("ijm,kj->ik", new[] { 2, 3, 2 }, new[] { 4, 3 })]
    [InlineData("i,j->ij", new[] { 3 }, new[] { 4 })]
    public void Gradients_match_differences(string equation, int[] a, int[] b) =>
        OneNode.Of("Einsum", NodeAttribute.String("equation", equation)).StaticBatch().Input("a", NDArray.Random(1, -1, 1, a))
            .Input("b", NDArray.Random(2, -1, 1, b)).Check();

    [Fact]
    public void One_and_three_operands()
    {
        OneNode.Of("Einsum", NodeAttribute.String("equation", "nij->nj")).Input("x", NDArray.Random(1, -1, 1, 2, 3, 4)).Check();
        OneNode.Of("Einsum", NodeAttribute.String("equation", "ij->ji")).Input("x", NDArray.Random(1, -1, 1, 2, 3)).Check();
        OneNode.Of("Einsum", NodeAttribute.String("equation", "ni,ij,jk->nk")).Input("x", NDArray.Random(1, -1, 1, 2, 3))
            .Input("a", NDArray.Random(2, -1, 1, 3, 4))
            .Input("b", NDArray.Random(3, -1, 1, 4, 2)).Check();
    }

    [Fact]
    public void A_diagonal_is_refused() =>
        Assert.Contains("diagonal", Assert.Throws<GradientNotDefinedException>(() =>
            OneNode.Of("Einsum", NodeAttribute.String("equation", "ii->i")).StaticBatch().Input("x", NDArray.Random(1, -1, 1, 3, 3)).Check()).Message,
                StringComparison.Ordinal);

    [Fact]
    public void An_ellipsis_stands_for_the_leading_axes()
    {
        // The reference interpreter has no ellipsis, so the spelled-out equation's gradient is what it has to equal.
        var model = new OnnxModel("ellipsis", 20);
        model.Graph.Inputs.Add(new ValueInfo("a", ElementType.Float, new Shape(Dim.Of("N"), 2, 3, 4)));
        model.Graph.Inputs.Add(new ValueInfo("b", ElementType.Float, Shape.Of(4, 5)));
        model.Graph.Nodes.Add(new Node("Einsum", ["a", "b"], ["y"], NodeAttribute.String("equation", "...ij,jk->...ik")));
        var builder = new Onnx.Editing.GraphBuilder(model.Graph, Onnx.Shapes.ShapeTable.Infer(model));
        var loss = builder.Add("ReduceSum", ["y"], NodeAttribute.Int("keepdims", 0));
        GradientBuilder.Build(builder, loss, ["a", "b"]);
        string[] equations = [.. model.Graph.Nodes.Where(n => n.OpType == "Einsum").Skip(1).Select(n => n.String("equation"))];
        Assert.Equal(["jk,ABik->ABij", "ABij,ABik->jk"], equations);
    }
}
