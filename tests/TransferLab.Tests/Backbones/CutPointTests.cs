using TransferLab.Backbones;
using TransferLab.Onnx;

namespace TransferLab.Tests.Backbones;

public class CutPointTests
{
    [Fact]
    public void Articulations_of_random_graphs_are_the_values_whose_removal_cuts_the_features_off()
    {
        var found = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            var graph = RandomGraph(seed, out var features);
            var expected = graph.Nodes.SelectMany(n => n.Outputs).Where(v => Reaches(graph, "input", features, without: null) && !Reaches(graph, "input", features, without: v)).ToHashSet();
            var actual = new ImagePath(graph, "input", features).Articulations().Select(a => a.Value).ToList();
            Assert.Equal(expected.Order(), actual.Order());
            Assert.Equal(actual, graph.Nodes.SelectMany(n => n.Outputs).Where(expected.Contains));
            found += actual.Count;
        }
        // The graphs must not be so tangled that the property says nothing.
        Assert.InRange(found, 2000, 100000);
    }

    [Fact]
    public void A_residual_block_can_be_cut_before_and_after_it_only()
    {
        var w = new NetworkWriter();
        var stem = w.ConvBnRelu("input", 3, 4);
        var block = w.Residual(stem, 4);
        var features = w.PoolAndFlatten(block);
        var backbone = NetworkWriter.Load(w.Done(features));
        Assert.Equal([stem, block, features], backbone.CutPoints.Where(c => c.IsLayerBoundary && c.Shape!.Rank > 1 && c.Value != w.Graph.Nodes[^2].Outputs[0]).Select(c => c.Value));
        Assert.Contains(backbone.CutPoints, c => !c.IsLayerBoundary && w.Graph.Nodes.Exists(n => n.Is("Conv") && n.Outputs[0] == c.Value));
    }

    [Fact]
    public void A_node_with_two_live_outputs_is_no_place_to_cut()
    {
        var w = new NetworkWriter();
        var x = w.Conv("input", 3, 4);
        w.Graph.Nodes.Add(new Node("Split", [x], ["left", "right"], NodeAttribute.Int("axis", 1)));
        var joined = w.Node("Concat", ["right", w.Relu("left")], NodeAttribute.Int("axis", 1));
        var features = w.PoolAndFlatten(w.Conv(joined, 4, 4));
        var backbone = NetworkWriter.Load(w.Done(features));
        Assert.Contains(backbone.CutPoints, c => c.Value == joined);
        Assert.DoesNotContain(backbone.CutPoints, c => c.Value is "left" or "right");
    }

    [Fact]
    public void Integer_values_are_no_cut_points()
    {
        var w = new NetworkWriter();
        var x = w.Conv("input", 3, 4);
        var indices = w.Node("ArgMax", [x], NodeAttribute.Int("axis", 1));
        var back = w.Node("Cast", [indices], NodeAttribute.Int("to", 1));
        var features = w.PoolAndFlatten(w.Conv(back, 1, 4));
        var backbone = NetworkWriter.Load(w.Done(features));
        Assert.DoesNotContain(backbone.CutPoints, c => c.Value == indices);
        Assert.Contains(backbone.CutPoints, c => c.Value == back);
    }

    [Fact]
    public void CutPointAfter_names_the_first_boundary_behind_a_node()
    {
        var w = new NetworkWriter();
        var stem = w.ConvBnRelu("input", 3, 4);
        var inside = w.ConvBnRelu(stem, 4, 4);
        var block = w.Relu(w.Node("Add", [inside, stem]));
        var backbone = NetworkWriter.Load(w.Done(w.PoolAndFlatten(block)));
        Assert.Equal(block, backbone.CutPointAfter(inside)!.Value);
        Assert.Equal(stem, backbone.CutPointAfter(stem)!.Value);
        Assert.Null(backbone.CutPointAfter("no such value"));
    }

    private static Graph RandomGraph(int seed, out string features)
    {
        var random = new Random(seed);
        var graph = new Graph("random");
        graph.Inputs.Add(new ValueInfo("input", ElementType.Float, null));
        var values = new List<string> { "input" };
        var nodes = random.Next(2, 14);
        for (var n = 0; n < nodes; n++)
        {
            // Mostly the latest values, so that long chains with short cuts arise; now and then a constant, an unused or a second output.
            string Pick() => random.Next(12) == 0 ? "constant" : values[Math.Max(0, values.Count - 1 - (int)(random.NextDouble() * random.NextDouble() * 6))];
            string[] inputs = [.. Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => Pick())];
            string[] outputs = random.Next(5) == 0 ? [$"v{n}a", $"v{n}b"] : [$"v{n}a"];
            graph.Nodes.Add(new Node("Any", inputs, outputs));
            values.AddRange(outputs);
        }
        graph.Initializers.Add("constant", Tensor.Scalar(1f));
        features = values.FindLast(v => v != "input" && Reaches(graph, "input", v, null)) ?? "";
        return features.Length > 0 ? graph : RandomGraph(seed + 1_000_000, out features);
    }

    private static bool Reaches(Graph graph, string from, string to, string? without)
    {
        var reached = new HashSet<string> { from };
        foreach (var node in graph.Nodes.Where(n => n.Inputs.Any(reached.Contains)))
            reached.UnionWith(node.Outputs.Where(o => o != without));
        return reached.Contains(to);
    }
}
