namespace TransferLab.Networks;

/// <summary>Frees a value name that a graph uses inside for the contract of a package.</summary>
internal static class ValueRenaming
{
    /// <summary>Gives the value another name throughout the graph and returns it; returns the name itself when the graph does not have it.</summary>
    /// <exception cref="InvalidOperationException">A sub-graph (If, Loop) captures the value.</exception>
    public static string Rename(Graph graph, string value)
    {
        var builder = new GraphBuilder(graph, new ShapeTable(graph, 0));
        var fresh = builder.NewName(value);
        if (fresh == value)
            return value;
        foreach (var node in graph.Nodes)
        {
            if (node.HasSubgraphs && node.ReadValues().Contains(value) && !node.Inputs.Contains(value))
                throw new InvalidOperationException($"The value '{value}' cannot be renamed, since {node} captures it.");
            Replace(node.Inputs, value, fresh);
            Replace(node.Outputs, value, fresh);
        }
        if (graph.Initializers.Remove(value, out var tensor))
            graph.Initializers.Add(fresh, tensor);
        foreach (var list in (List<ValueInfo>[])[graph.Inputs, graph.Outputs, graph.ValueInfos])
            for (var i = 0; i < list.Count; i++)
                if (list[i].Name == value)
                    list[i] = list[i].WithName(fresh);
        return fresh;
    }

    private static void Replace(IList<string> names, string old, string fresh)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == old)
                names[i] = fresh;
    }
}
