using TransferLab.Onnx;
using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests;

public class GradientBuilderTests
{
    [Fact]
    public void FindUnsupported_lists_every_node_on_the_way_that_refuses()
    {
        var graph = Graph(
            new Node("Acosh", ["x"], ["a"]) { Name = "first" },
            new Node("Tanh", ["a"], ["b"]),
            new Node("ReduceSum", ["b", "axes"], ["c"]) { Name = "second" },
            new Node("Asinh", ["x"], ["off"]) { Name = "off the way" },
            new Node("ReduceSum", ["c"], ["loss"], NodeAttribute.Int("keepdims", 0)));
        graph.Inputs.Add(new ValueInfo("axes", ElementType.Int64, Shape.Of(1)));
        var nodes = graph.Nodes.Count;
        Assert.Equal(["first", "second"], GradientBuilder.FindUnsupported(graph, 20, "loss", ["x"]).Select(n => n.Name));
        Assert.Equal(nodes, graph.Nodes.Count);
        Assert.Same(graph.Nodes[0], GradientBuilder.FindUnsupported(graph, 20, "loss", ["x"])[0]);
    }

    [Fact]
    public void FindUnsupported_does_not_follow_shapes()
    {
        // The value of the shape depends on x by an operator without a rule, but no gradient goes that way.
        var graph = Graph(
            new Node("Shape", ["x"], ["s"]),
            new Node("Mod", ["s", "s"], ["m"]),
            new Node("Add", ["s", "m"], ["t"]),
            new Node("Reshape", ["x", "t"], ["y"]),
            new Node("ReduceSum", ["y"], ["loss"], NodeAttribute.Int("keepdims", 0)));
        Assert.Empty(GradientBuilder.FindUnsupported(graph, 20, "loss", ["x"]));
    }

    [Theory]
    [InlineData("Round"), InlineData("Sign"), InlineData("Floor")]
    public void A_rounding_on_the_only_way_is_named_instead_of_training_nothing(string rounding)
    {
        Graph Rounded() => Graph(
            new Node("Mul", ["x", "w"], ["a"]),
            new Node(rounding, ["a"], ["r"]) { Name = "rounding" },
            new Node("Mul", ["r", "v"], ["b"]),
            new Node("ReduceSum", ["b"], ["loss"], NodeAttribute.Int("keepdims", 0)));
        Graph graph = Rounded(), other = Rounded();
        foreach (var g in (Graph[])[graph, other])
        {
            g.Inputs.Add(new ValueInfo("w", ElementType.Float, Shape.Of(3)));
            g.Inputs.Add(new ValueInfo("v", ElementType.Float, Shape.Of(3)));
        }
        Assert.Equal(["rounding"], GradientBuilder.FindUnsupported(graph, 20, "loss", ["w", "v"]).Select(n => n.Name));
        Assert.Empty(GradientBuilder.FindUnsupported(graph, 20, "loss", ["v"]));
        Assert.Contains("rounding", Assert.Throws<GradientNotDefinedException>(() => Build(graph, "w")).Message, StringComparison.Ordinal);
        Build(other, "v");
    }

    [Fact]
    public void A_rounding_beside_another_way_is_harmless()
    {
        // The fractional part: x - Floor(x).
        var graph = Graph(
            new Node("Floor", ["x"], ["f"]),
            new Node("Sub", ["x", "f"], ["y"]),
            new Node("ReduceSum", ["y"], ["loss"], NodeAttribute.Int("keepdims", 0)));
        Assert.Empty(GradientBuilder.FindUnsupported(graph, 20, "loss", ["x"]));
        Build(graph, "x");
    }

    [Fact]
    public void Nothing_is_written_for_values_that_do_not_need_a_gradient()
    {
        var graph = Graph(
            new Node("Exp", ["x"], ["a"]),
            new Node("Mul", ["a", "w"], ["b"]),
            new Node("ReduceSum", ["b"], ["loss"], NodeAttribute.Int("keepdims", 0)));
        graph.Inputs.Add(new ValueInfo("w", ElementType.Float, Shape.Of(3)));
        Build(graph, "w");
        Assert.DoesNotContain(graph.Nodes, n => n.Name.StartsWith("grad/a/", StringComparison.Ordinal));
    }

    [Fact]
    public void Compact_gradients_of_different_axes_add_up()
    {
        // y is read by two means over different axes: [N,1] and [1,3] contributions meet at y.
        var model = new OnnxModel("means", 20);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        model.Graph.Initializers.Add("rows", Tensor.Vector(1));
        model.Graph.Initializers.Add("columns", Tensor.Vector(0));
        model.Graph.Nodes.Add(new Node("Tanh", ["x"], ["y"]));
        model.Graph.Nodes.Add(new Node("ReduceMean", ["y", "rows"], ["a"], NodeAttribute.Int("keepdims", 0)));
        model.Graph.Nodes.Add(new Node("ReduceSum", ["y", "columns"], ["b"], NodeAttribute.Int("keepdims", 0)));
        model.Graph.Outputs.Add(new ValueInfo("a", ElementType.Float, null));
        model.Graph.Outputs.Add(new ValueInfo("b", ElementType.Float, null));
        GradientCheck.Run(model, new Dictionary<string, NDArray> { ["x"] = NDArray.Random(1, -1, 1, 4, 3) }, ["x"]);
    }

    [Fact]
    public void A_gradient_of_the_loss_alone_has_the_shape_of_the_tensor()
    {
        var graph = Graph(new Node("ReduceSum", ["x"], ["loss"], NodeAttribute.Int("keepdims", 0)));
        var (gradients, shapes) = Build(graph, "x");
        Assert.Equal(shapes.Shape("x"), shapes.Shape(gradients["x"]));
    }

    [Fact]
    public void A_constant_node_counts_as_a_constant()
    {
        var model = new OnnxModel("constant", 20);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        model.Graph.Nodes.Add(new Node("Constant", [], ["two"], NodeAttribute.Float("value_float", 2)));
        model.Graph.Nodes.Add(new Node("Pow", ["x", "two"], ["y"]));
        model.Graph.Outputs.Add(new ValueInfo("y", ElementType.Float, null));
        var shapes = ShapeTable.Infer(model);
        var builder = new GraphBuilder(model.Graph, shapes);
        var loss = builder.Add("ReduceSum", ["y"], NodeAttribute.Int("keepdims", 0));
        GradientBuilder.Build(builder, loss, ["x"]);
        Assert.DoesNotContain(model.Graph.Nodes.Skip(2), n => n.OpType == "Pow");
    }

    private static Graph Graph(params Node[] nodes)
    {
        var graph = new Graph("test");
        graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"), 3)));
        graph.Nodes.AddRange(nodes);
        return graph;
    }

    private static (IReadOnlyDictionary<string, string> Gradients, ShapeTable Shapes) Build(Graph graph, string wrt)
    {
        var shapes = new ShapeTable(graph, 20);
        foreach (var node in graph.Nodes)
            shapes.Add(node);
        return (GradientBuilder.Build(new GraphBuilder(graph, shapes), "loss", [wrt]), shapes);
    }
}
