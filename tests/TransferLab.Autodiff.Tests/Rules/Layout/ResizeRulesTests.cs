using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Rules.Layout;

public class ResizeRulesTests
{
    [Theory]
    [InlineData("nearest", "half_pixel"), InlineData("nearest", "asymmetric"), InlineData("nearest", "align_corners")]
    [InlineData("linear", "half_pixel"), InlineData("linear", "asymmetric"), InlineData("linear", "align_corners"), InlineData("linear", "pytorch_half_pixel")]
    public void Gradients_match_differences_up_and_down(string mode, string coordinates)
    {
        foreach (var scales in (float[][])[[1, 1, 2, 2], [1, 1, 3, 1], [1, 1, 0.5f, 0.5f], [1, 1, 1.5f, 2.5f]])
            Node(mode, coordinates).Input("x", NDArray.Random(1, -1, 1, 2, 3, 4, 6)).Omit().Constant("scales", Tensor.From(scales, 4)).Check();
    }

    [Theory]
    [InlineData("floor"), InlineData("ceil"), InlineData("round_prefer_ceil"), InlineData("round_prefer_floor")]
    public void Every_rounding_of_the_nearest_neighbour(string rounding) =>
        Node("nearest", "asymmetric", NodeAttribute.String("nearest_mode", rounding)).Input("x", NDArray.Random(1, -1, 1, 2, 1, 4, 5)).Omit()
            .Constant("scales", Tensor.From([1f, 1f, 2f, 3f], 4)).Check();

    [Fact]
    public void Sizes_may_be_given_instead_of_scales()
    {
        Node("linear", "half_pixel", NodeAttribute.Ints("axes", 2, 3)).Input("x", NDArray.Random(1, -1, 1, 2, 1, 4, 5)).Omit().Omit()
            .Constant("sizes", Tensor.Vector(7, 3)).Check();
        Node("linear", "half_pixel").Input("x", NDArray.Random(1, -1, 1, 2, 4)).Omit().Constant("scales", Tensor.From([1f, 2f], 2)).Check();
        Node("nearest", "asymmetric", NodeAttribute.String("nearest_mode", "floor")).Input("x", NDArray.Random(1, -1, 1, 2, 3, 2, 2)).Omit()
            .Constant("scales", Tensor.From([1f, 2f, 2f, 1f], 4)).Check();
    }

    [Fact]
    public void Antialiasing_is_refused() =>
        Assert.Contains("antialiasing", Assert.Throws<GradientNotDefinedException>(() => GradientBuilderRun(NodeAttribute.Int("antialias", 1))).Message,
            StringComparison.Ordinal);

    private static OneNode Node(string mode, string coordinates, params NodeAttribute[] more) =>
        OneNode.Of("Resize", [NodeAttribute.String("mode", mode), NodeAttribute.String("coordinate_transformation_mode", coordinates), .. more]);

    private static void GradientBuilderRun(NodeAttribute attribute)
    {
        var model = Node("linear", "half_pixel").Input("x", NDArray.Random(1, -1, 1, 1, 1, 4, 4)).Omit().Constant("scales", Tensor.From([1f, 1f, 2f, 2f], 4))
            .Model();
        model.Graph.Nodes[0].Set(attribute);
        var builder = new Onnx.Editing.GraphBuilder(model.Graph, Onnx.Shapes.ShapeTable.Infer(model));
        GradientBuilder.Build(builder, builder.Add("ReduceSum", ["y0"], NodeAttribute.Int("keepdims", 0)), ["x"]);
    }
}
