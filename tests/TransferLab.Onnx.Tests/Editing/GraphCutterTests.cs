using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Shapes;
using TransferLab.Testing;

namespace TransferLab.Onnx.Tests.Editing;

public class GraphCutterTests
{
    [Fact]
    public void Prefix_and_suffix_of_a_real_backbone_split_its_nodes_and_weights()
    {
        var model = OnnxModel.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        var cut = model.Graph.Nodes[model.Graph.Nodes.Count / 2].Outputs[0];
        OnnxModel prefix = TestModels.Prefix(model, cut), suffix = TestModels.Suffix(model, cut);

        Assert.Equal(model.Graph.Nodes.Count, prefix.Graph.Nodes.Count + suffix.Graph.Nodes.Count);
        Assert.Equal(cut, Assert.Single(prefix.Graph.Outputs).Name);
        var input = Assert.Single(suffix.Graph.Inputs);
        Assert.Equal(ShapeTable.Infer(model).Shape(cut), input.Shape);
        Assert.Equal(ElementType.Float, input.Type);
        Assert.Equal(model.Opset, suffix.Opset);
        foreach (var part in (OnnxModel[])[prefix, suffix])
        {
            var read = part.Graph.Nodes.SelectMany(n => n.Inputs).ToHashSet();
            Assert.All(part.Graph.Initializers.Keys, i => Assert.Contains(i, read));
            // Parsing checks that every value has a producer.
            Assert.Equal(part.Graph.Nodes.Count, OnnxModel.Parse(part.ToBytes()).Graph.Nodes.Count);
        }
    }

    [Fact]
    public void A_way_around_the_cut_is_an_error_that_names_the_input()
    {
        var model = TestModels.Residual();
        Assert.Contains("'x'", Assert.Throws<ArgumentException>(() => TestModels.Suffix(model, "a")).Message, StringComparison.Ordinal);
        Assert.Contains("'nope'", Assert.Throws<ArgumentException>(() => TestModels.Suffix(model, "nope")).Message, StringComparison.Ordinal);
        Assert.Equal(3, GraphCutter.Extract(model, ["x", "a"], ["z"]).Graph.Nodes.Count);
    }

    [Fact]
    public void Dead_nodes_take_their_weights_and_statements_with_them()
    {
        var graph = TestModels.Residual().Graph;
        graph.Outputs[0] = new ValueInfo("a", ElementType.Float, null);
        graph.ValueInfos.Add(new ValueInfo("y", ElementType.Float, null));
        Assert.Equal(3, DeadNodes.Remove(graph));
        Assert.Equal("Conv", Assert.Single(graph.Nodes).OpType);
        Assert.Equal(["w1"], graph.Initializers.Keys);
        Assert.Empty(graph.ValueInfos);
        Assert.Equal("x", Assert.Single(graph.Inputs).Name);
    }

    [Fact]
    public void Sorting_repairs_any_order_and_refuses_circles()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var graph = TestModels.Residual().Graph;
            var nodes = graph.Nodes.ToArray();
            random.Shuffle(nodes);
            graph.Nodes.Clear();
            graph.Nodes.AddRange(nodes);
            TopologicalSort.Apply(graph);
            ModelValidator.Check(graph);
            Assert.False(TopologicalSort.Apply(graph));
        }
        var circle = TestModels.Residual().Graph;
        circle.Nodes[0].Inputs[0] = "z";
        Assert.Throws<OnnxFormatException>(() => TopologicalSort.Apply(circle));
    }

    [Fact]
    public void Shared_initializers_are_copied_per_use_on_request()
    {
        var graph = TestModels.Residual().Graph;
        graph.Nodes[1].Inputs[1] = "w1";
        Assert.Empty(InitializerCopies.Apply(graph, n => n != "w1"));
        var copies = InitializerCopies.Apply(graph);
        Assert.Equal("w1", copies[graph.Nodes[1].Inputs[1]]);
        Assert.Equal("w1", graph.Nodes[0].Inputs[1]);
        Assert.Equal(graph.Initializers["w1"].Bytes, graph.Initializers["w1_2"].Bytes);
    }
}
