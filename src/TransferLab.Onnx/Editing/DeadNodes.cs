namespace TransferLab.Onnx.Editing;

/// <summary>Removes what no output of a graph depends on.</summary>
public static class DeadNodes
{
    /// <summary>Removes, in place, unused nodes and initializers and the statements about them. Inputs without a default stay: callers feed them.</summary>
    /// <returns>Number of nodes removed.</returns>
    public static int Remove(Graph graph)
    {
        var useful = graph.Outputs.Select(o => o.Name).ToHashSet();
        var kept = new List<Node>(graph.Nodes.Count);
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            var node = graph.Nodes[i];
            if (!node.Outputs.Any(useful.Contains))
                continue;
            useful.UnionWith(node.ReadValues());
            kept.Add(node);
        }
        kept.Reverse();
        var removed = graph.Nodes.Count - kept.Count;
        graph.Nodes.Clear();
        graph.Nodes.AddRange(kept);
        foreach (var name in graph.Initializers.Keys.Where(n => !useful.Contains(n)).ToList())
        {
            graph.Initializers.Remove(name);
            // Without its default value the input would suddenly have to be fed.
            graph.Inputs.RemoveAll(i => i.Name == name);
        }
        var left = kept.SelectMany(n => n.Outputs).Concat(graph.Inputs.Select(i => i.Name)).Concat(graph.Initializers.Keys).ToHashSet();
        graph.ValueInfos.RemoveAll(v => !left.Contains(v.Name));
        return removed;
    }
}
