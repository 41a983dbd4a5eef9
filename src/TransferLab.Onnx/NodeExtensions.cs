using TransferLab.Onnx.Protos;

namespace TransferLab.Onnx;

/// <summary>Questions about nodes that need a look into sub-graphs.</summary>
public static class NodeExtensions
{
    /// <summary>
    /// Every value the node reads: its inputs, and what its sub-graphs capture from outside. Left-out optional inputs are not listed.
    /// </summary>
    public static IEnumerable<string> ReadValues(this Node node)
    {
        var own = node.Inputs.Where(i => i.Length > 0);
        return node.HasSubgraphs ? own.Concat(Subgraphs(node.Proto).SelectMany(Captured)).Distinct() : own;
    }

    private static IEnumerable<GraphProto> Subgraphs(NodeProto node) =>
        node.Attribute.SelectMany(a => a.Graphs.Concat(a.G is null ? [] : [a.G]));

    private static HashSet<string> Captured(GraphProto graph)
    {
        var inside = graph.Input.Select(i => i.Name).Concat(graph.Initializer.Select(i => i.Name)).ToHashSet();
        var captured = new HashSet<string>();
        foreach (var node in graph.Node)
        {
            captured.UnionWith(node.Input.Where(i => i.Length > 0 && !inside.Contains(i)));
            foreach (var inner in Subgraphs(node))
                captured.UnionWith(Captured(inner).Where(i => !inside.Contains(i)));
            inside.UnionWith(node.Output);
        }
        captured.UnionWith(graph.Output.Select(o => o.Name).Where(o => !inside.Contains(o)));
        return captured;
    }
}
