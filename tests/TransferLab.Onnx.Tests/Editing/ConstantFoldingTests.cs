using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;

namespace TransferLab.Onnx.Tests.Editing;

public class ConstantFoldingTests
{
    private readonly OnnxModel _model = new("g", 13);
    private readonly GraphBuilder _b;

    public ConstantFoldingTests()
    {
        _model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 2, 3)));
        _b = new GraphBuilder(_model.Graph, new ShapeTable(_model.Graph, 13));
    }

    [Fact]
    public void Shape_arithmetic_with_a_free_batch_keeps_only_what_depends_on_it()
    {
        var shape = _b.Add("Shape", ["x"]);
        var rest = _b.Add("Slice", [shape, _b.Ints(1), _b.Ints(3)]);
        var product = _b.Add("ReduceProd", [rest], NodeAttribute.Int("keepdims", 1));
        var target = _b.Add("Concat", [_b.Ints(-1), product], NodeAttribute.Int("axis", 0));
        var graph = Finish(_b.Add("Reshape", ["x", target]));
        var node = Assert.Single(graph.Nodes, n => n.Is("Reshape"));
        Assert.Equal([-1L, 6], graph.Initializers[node.Inputs[1]].ToLongs());
        Assert.DoesNotContain(graph.Nodes, n => n.Is("Shape"));
    }

    [Fact]
    public void Pass_through_nodes_and_Constant_nodes_disappear()
    {
        _b.AddNamed("c", "Constant", [], NodeAttribute.Float("value_float", 2f));
        var identity = _b.Add("Identity", ["x"]);
        var dropped = _b.AddMany("Dropout", 2, [identity])[0];
        var cast = _b.Add("Cast", [dropped], NodeAttribute.Int("to", (long)ElementType.Float));
        var graph = Finish(_b.Add("Mul", [cast, "c"]));
        var mul = Assert.Single(graph.Nodes, n => n.Is("Mul"));
        Assert.Equal(["x", "c"], mul.Inputs);
        Assert.DoesNotContain(graph.Nodes, n => n.OpType is "Identity" or "Dropout" or "Cast" or "Constant" && !n.Outputs.Contains("result"));
    }

    [Fact]
    public void Training_dropout_and_nodes_that_make_outputs_stay()
    {
        var ratio = _b.Scalar(0.5f);
        var training = _b.Constant(Tensor.From([true], []));
        var graph = Finish(_b.Add("Dropout", ["x", ratio, training]));
        Assert.Contains(graph.Nodes, n => n.Is("Dropout"));
        Assert.Contains(graph.Nodes, n => n.Is("Identity"));
    }

    [Fact]
    public void Movements_of_constants_give_the_elements_they_should()
    {
        var w = _b.Constant(Tensor.From(Enumerable.Range(0, 24).Select(i => (float)i).ToArray(), 2, 3, 4));
        Check([0, 4, 8, 12, 16, 20, 1], "Transpose", [w], 7, NodeAttribute.Ints("perm", 2, 0, 1));
        Check([23, 22, 21, 20], "Slice", [w, _b.Ints(-1, -1, -1), _b.Ints(-2, -2, long.MinValue), _b.Ints(0, 1, 2), _b.Ints(-1, -1, -1)], 4);
        Check([1, 3, 5, 7], "Slice", [w, _b.Ints(1), _b.Ints(long.MaxValue), _b.Ints(2), _b.Ints(2)], 4);
        Check([8, 9, 10, 11, 0, 1, 2, 3, 20], "Gather", [w, _b.Ints(-1, 0)], 9, NodeAttribute.Int("axis", 1));
        Check([0, 1, 2, 3, 4, 5, 6], "Concat", [w, w], 7, NodeAttribute.Int("axis", 0));
        var row = _b.Constant(Tensor.From([1f, 2f], 2, 1));
        Check([1, 1, 1, 2, 2, 2], "Expand", [row, _b.Ints(2, 3)], 6);
        Check([1, 1, 1, 1, 2, 2, 2, 2], "Concat", [_b.Add("Expand", [row, _b.Ints(2, 2, 2)]), _b.Add("Expand", [row, _b.Ints(2, 2, 2)])], 8,
            NodeAttribute.Int("axis", -1));
        Check([0, 2, 4, 6], "Mul", [w, _b.Constant(Tensor.From([2f, 2, 2, 2], 4))], 4);
        Check([1, 2], "Cast", [_b.Constant(Tensor.From([(Half)1, (Half)2], 2))], 2, NodeAttribute.Int("to", 1));
    }

    [Fact]
    public void Arithmetic_is_that_of_single_precision()
    {
        float[] a = [0.1f, 1e-3f, 7f, 3e38f], b = [0.3f, 3f, -0.7f, 1e10f];
        foreach (var (op, expected) in ((string, Func<float, float, float>)[])[("Add", (x, y) => x + y), ("Sub", (x, y) => x - y), ("Mul", (x, y) => x * y),
            ("Div", (x, y) => x / y)])
            Check([.. a.Zip(b, expected)], op, [_b.Constant(Tensor.From(a, 4)), _b.Constant(Tensor.From(b, 4))], 4);
        Check([.. a.Select(MathF.Sqrt)], "Sqrt", [_b.Constant(Tensor.From(a, 4))], 4);
    }

    [Fact]
    public void Division_by_an_integer_zero_is_left_to_the_runtime()
    {
        var quotient = _b.Add("Div", [_b.Constant(Tensor.From([1L, 2], 2, 1)), _b.Constant(Tensor.From([0L], 1, 1))]);
        Assert.Contains(Finish(quotient).Nodes, n => n.Is("Div"));
    }

    private void Check(float[] expected, string op, string[] inputs, int take, params NodeAttribute[] attributes)
    {
        var value = _b.Add(op, inputs, attributes);
        _model.Graph.Outputs.Add(new ValueInfo(value, ElementType.Float, null));
        var folded = _model.Clone();
        ConstantFolding.Apply(folded);
        Assert.Equal(_b.Shapes.Shape(value), folded.Graph.Initializers[value].Shape);
        Assert.Equal(expected, folded.Graph.Initializers[value].ToFloats().Take(take));
    }

    private Graph Finish(string value)
    {
        _b.AddNamed("result", "Identity", [value]);
        _model.Graph.Outputs.Add(new ValueInfo("result", ElementType.Float, null));
        Assert.True(ConstantFolding.Apply(_model) >= 0);
        ModelValidator.Check(_model.Graph);
        return _model.Graph;
    }
}
