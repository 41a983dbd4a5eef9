using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Onnx.Tests.Shapes;

public class ShapeArithmeticTests
{
    private readonly Graph _graph = new("g");
    private readonly GraphBuilder _b;

    public ShapeArithmeticTests()
    {
        _graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 512, 7, 7)));
        _graph.Inputs.Add(new ValueInfo("runtime", ElementType.Int64, Shape.Of(2)));
        _b = new GraphBuilder(_graph, new ShapeTable(_graph, 13));
    }

    [Fact]
    public void Flatten_written_as_shape_gather_unsqueeze_concat_keeps_the_batch_symbolic()
    {
        var batch = _b.Add("Gather", [_b.Add("Shape", ["x"]), _b.Constant(Tensor.Scalar(0L))], NodeAttribute.Int("axis", 0));
        var target = _b.Add("Concat", [_b.Add("Unsqueeze", [batch, _b.Ints(0)]), _b.Ints(-1)], NodeAttribute.Int("axis", 0));

        Assert.Equal([ShapeElement.Of(Dim.Of("N")), ShapeElement.Of(-1)], _b.Shapes.Elements(target));
        Assert.Null(_b.Shapes.Constant(target));
        Assert.Equal(new Shape(Dim.Of("N"), 512 * 49), _b.Shapes.Shape(_b.Add("Reshape", ["x", target])));
    }

    [Fact]
    public void Arithmetic_on_extents_reaches_the_reshape()
    {
        var shape = _b.Add("Cast", [_b.Add("Shape", ["x"])], NodeAttribute.Int("to", (long)ElementType.Int32));
        var channels = _b.Add("Slice", [shape, _b.Ints(1), _b.Ints(2), _b.Ints(0)]);
        var half = _b.Add("Div", [channels, _b.Constant(Tensor.From([2], 1))]);
        var area = _b.Add("ReduceProd", [_b.Add("Slice", [shape, _b.Ints(2), _b.Ints(long.MaxValue)])], NodeAttribute.Int("keepdims", 1));
        var batch = _b.Add("Slice", [shape, _b.Ints(0), _b.Ints(1)]);
        var target = _b.Add("Concat", [batch, _b.Constant(Tensor.From([2], 1)), half, area], NodeAttribute.Int("axis", 0));

        Assert.Equal(new Shape(Dim.Of("N"), 2, 256, 49), _b.Shapes.Shape(_b.Add("Reshape", ["x", _b.Add("Identity", [target])])));
        Assert.Equal([Dim.Of("N"), 2, 256, 49], _b.Shapes.Elements(target)!.Select(e => e.ToDim()));
    }

    [Fact]
    public void The_expand_idiom_of_exporters_is_followed_through_Equal_and_Where()
    {
        // expand(-1, 7) as PyTorch exports it: ones where the target says -1, the target elsewhere.
        var rows = _b.Add("Slice", [_b.Add("Shape", ["x"]), _b.Ints(0), _b.Ints(1)]);
        var target = _b.Add("Concat", [rows, _b.Ints(-1), _b.Ints(7)], NodeAttribute.Int("axis", 0));
        var ones = _b.Add("ConstantOfShape", [_b.Ints(3)], NodeAttribute.Tensor("value", Tensor.Vector(1)));
        var minus = _b.Add("Mul", [ones, _b.Constant(Tensor.Scalar(-1L))]);
        var chosen = _b.Add("Where", [_b.Add("Equal", [target, minus]), ones, target]);

        Assert.Equal(new Shape(Dim.Of("N"), 5, 7), _b.Shapes.Shape(_b.Add("Expand", [_b.Constant(Tensor.Filled(1f, 1, 5, 1)), chosen])));
    }

    [Fact]
    public void A_target_known_only_at_run_time_gives_the_rank_and_one_open_dimension_is_solved()
    {
        Assert.Equal(new Shape(Dim.Unknown, Dim.Unknown), _b.Shapes.Shape(_b.Add("Reshape", ["x", "runtime"])));
        var target = _b.Add("Concat", [_b.Ints(0), _b.Add("Slice", ["runtime", _b.Ints(0), _b.Ints(1)])], NodeAttribute.Int("axis", 0));
        Assert.Equal(new Shape(Dim.Of("N"), 512 * 49), _b.Shapes.Shape(_b.Add("Reshape", ["x", target])));
    }

    [Fact]
    public void Range_over_a_symbol_has_the_symbol_as_extent()
    {
        var batch = _b.Add("Squeeze", [_b.Add("Slice", [_b.Add("Shape", ["x"]), _b.Ints(0), _b.Ints(1)]), _b.Ints(0)]);
        var range = _b.Add("Range", [_b.Constant(Tensor.Scalar(0L)), batch, _b.Constant(Tensor.Scalar(1L))]);
        Assert.Equal(new Shape(Dim.Of("N")), _b.Shapes.Shape(range));
        Assert.Equal([ShapeElement.Of(Dim.Of("N", 512 * 49))], _b.Shapes.Elements(_b.Add("Size", ["x"])));
    }

    [Fact]
    public void What_a_rule_cannot_tell_is_taken_from_the_file()
    {
        var model = new OnnxModel("g", 13);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        model.Graph.Nodes.Add(new Node("Mystery", ["x"], ["y"]) { Domain = "vendor" });
        model.Graph.ValueInfos.Add(new ValueInfo("y", ElementType.Float, Shape.Of(1, 5)));
        Assert.Equal(Shape.Of(1, 5), ShapeTable.Infer(model).Shape("y"));
    }

    [Theory]
    [InlineData("MatMul")]
    [InlineData("Add")]
    [InlineData("Gemm")]
    public void Inputs_that_do_not_fit_are_an_error_that_names_the_node(string op)
    {
        var model = new OnnxModel("g", 13);
        model.Graph.Inputs.Add(new ValueInfo("a", ElementType.Float, Shape.Of(2, 3)));
        model.Graph.Inputs.Add(new ValueInfo("b", ElementType.Float, Shape.Of(4, 5)));
        model.Graph.Nodes.Add(new Node(op, ["a", "b"], ["y"]) { Name = "the_node" });
        Assert.Contains("the_node", Assert.Throws<ShapeInferenceException>(() => ShapeTable.Infer(model)).Message, StringComparison.Ordinal);
    }
}
