namespace TransferLab.Onnx.Editing;

/// <summary>Turns initializers that callers could override into constants, and constants into inputs that must be fed.</summary>
public static class InitializerInputs
{
    /// <summary>Takes initializers out of the declared inputs, in place, so that they are constants that a runtime may
    /// fold. Some exporters declare all of them.</summary>
    /// <returns>How many inputs were taken out.</returns>
    public static int Remove(Graph graph) => graph.Inputs.RemoveAll(i => graph.Initializers.ContainsKey(i.Name));

    /// <summary>Turns initializers into inputs that must be fed, in place: what trains must be nothing that a runtime may fold.</summary>
    /// <exception cref="KeyNotFoundException">There is no initializer of a name.</exception>
    public static void Free(Graph graph, IEnumerable<string> names)
    {
        Remove(graph);
        foreach (var name in names)
        {
            var tensor = graph.Initializers[name];
            graph.Inputs.Add(new ValueInfo(name, tensor.Type, tensor.Shape));
            graph.Initializers.Remove(name);
        }
    }
}

/// <summary>Gives every use of an initializer its own copy. Exporters write equal tensors (zero biases, running means)
/// once and share them, but two layers that happen to start equal must not train as one.</summary>
public static class InitializerCopies
{
    /// <summary>Copies, in place, initializers that several node inputs read. The first use keeps the name; bytes are
    /// shared until someone trains them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="only">Which initializers; all when left out. Values read by sub-graphs keep their name there.</param>
    /// <returns>For each copy the name of its original.</returns>
    public static IReadOnlyDictionary<string, string> Apply(Graph graph, Predicate<string>? only = null)
    {
        var names = graph.Nodes.SelectMany(n => n.Outputs).Concat(graph.Initializers.Keys).Concat(graph.Inputs.Select(i => i.Name)).ToHashSet();
        var seen = new HashSet<string>();
        var copies = new Dictionary<string, string>();
        foreach (var node in graph.Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                var name = node.Inputs[i];
                if (!graph.Initializers.TryGetValue(name, out var tensor) || seen.Add(name) || (only is not null && !only(name)))
                    continue;
                var number = 2;
                string copy;
                do
                    copy = string.Create(CultureInfo.InvariantCulture, $"{name}_{number++}");
                while (!names.Add(copy));
                graph.Initializers.Add(copy, tensor.WithoutSource());
                copies.Add(copy, name);
                node.Inputs[i] = copy;
            }
        }
        return copies;
    }
}
