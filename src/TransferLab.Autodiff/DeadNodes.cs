using TransferLab.Onnx;

namespace TransferLab.Autodiff;

/// <summary>Removes nodes whose results nobody uses, and the constants only they read. Declared inputs stay.</summary>
internal static class DeadNodes
{
    public static void Remove(Graph graph)
    {
        var used = graph.Outputs.Select(o => o.Name).ToHashSet();
        var alive = new List<Node>();
        foreach (var node in Enumerable.Reverse(graph.Nodes))
        {
            if (!node.Outputs.Any(used.Contains))
                continue;
            alive.Add(node);
            used.UnionWith(node.ReadValues());
        }
        graph.Nodes.Clear();
        graph.Nodes.AddRange(Enumerable.Reverse(alive));
        foreach (var name in graph.Initializers.Keys.Where(n => !used.Contains(n)).ToArray())
            graph.Initializers.Remove(name);
    }
}
