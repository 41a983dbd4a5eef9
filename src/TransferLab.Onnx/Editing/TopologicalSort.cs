namespace TransferLab.Onnx.Editing;

/// <summary>Brings the nodes of a graph into an order in which every value is made before it is read.</summary>
public static class TopologicalSort
{
    /// <summary>Sorts in place. Nodes keep their order as far as possible; a sorted graph does not change.</summary>
    /// <returns>Whether the order changed.</returns>
    /// <exception cref="OnnxFormatException">Nodes depend on each other in a circle, or a value is made twice.</exception>
    public static bool Apply(Graph graph)
    {
        if (IsSorted(graph))
            return false;
        var index = new GraphIndex(graph);
        var position = graph.Nodes.Index().ToDictionary(p => p.Item, p => p.Index);
        var missing = graph.Nodes.Select(n => Producers(index, n).Count()).ToArray();
        var ready = new PriorityQueue<Node, int>(graph.Nodes.Index().Where(p => missing[p.Index] == 0).Select(p => (p.Item, p.Index)));
        var sorted = new List<Node>(graph.Nodes.Count);
        while (ready.TryDequeue(out var node, out _))
        {
            sorted.Add(node);
            foreach (var consumer in node.Outputs.Where(o => o.Length > 0).SelectMany(index.Consumers).Distinct())
            {
                missing[position[consumer]] -= 1;
                if (missing[position[consumer]] == 0)
                    ready.Enqueue(consumer, position[consumer]);
            }
        }
        if (sorted.Count < graph.Nodes.Count)
            throw new OnnxFormatException($"{graph.Nodes.First(n => missing[position[n]] > 0)} depends on its own output.");
        graph.Nodes.Clear();
        graph.Nodes.AddRange(sorted);
        return true;
    }

    private static IEnumerable<Node> Producers(GraphIndex index, Node node) => node.ReadValues().Select(index.Producer).OfType<Node>().Distinct();

    private static bool IsSorted(Graph graph)
    {
        var pending = graph.Nodes.SelectMany(n => n.Outputs).ToHashSet();
        foreach (var node in graph.Nodes)
        {
            foreach (var value in node.ReadValues())
                if (pending.Contains(value))
                    return false;
            foreach (var output in node.Outputs)
                pending.Remove(output);
        }
        return true;
    }
}
