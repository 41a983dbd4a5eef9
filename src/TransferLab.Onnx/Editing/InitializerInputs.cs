namespace TransferLab.Onnx.Editing;

/// <summary>Turns initializers that callers could override into constants, and constants into inputs that must be fed.</summary>
public static class InitializerInputs
{
    /// <summary>
    /// Takes initializers out of the declared inputs, in place, so that they are constants that a runtime may fold. Some exporters declare all of them.
    /// </summary>
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
