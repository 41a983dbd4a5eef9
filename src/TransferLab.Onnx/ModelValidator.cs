namespace TransferLab.Onnx;

/// <summary>Checks that a graph hangs together: every value that is read exists, is made before it is read, and is made once.</summary>
public static class ModelValidator
{
    /// <summary>Checks a graph and its sub-graphs, in time linear in their size.</summary>
    /// <exception cref="OnnxFormatException">A node reads a value that nothing makes, or makes before it; a value is made twice; an output is not made;
    /// a node names no operator. The message names node and value.</exception>
    public static void Check(Graph graph) => Check(graph.ToProto(shallow: true), []);

    /// <param name="graph">The graph; tensors are only looked at by name.</param>
    /// <param name="visible">Values of the surrounding graphs.</param>
    private static void Check(GraphProto graph, HashSet<string> visible)
    {
        var made = new HashSet<string>(visible);
        var own = new HashSet<string>();
        foreach (var input in graph.Input)
            if (!own.Add(input.Name))
                throw new OnnxFormatException($"The input '{input.Name}' is declared twice.");
        // An initializer may share its name with an input: it is that input's default value.
        own.UnionWith(graph.Initializer.Select(i => i.Name));
        own.UnionWith(graph.SparseInitializer.Where(s => s.Values is not null).Select(s => s.Values.Name));
        made.UnionWith(own);
        foreach (var node in graph.Node)
        {
            if (node.OpType.Length == 0)
                throw new OnnxFormatException($"{new Node(node)} names no operator.");
            foreach (var input in node.Input)
                if (input.Length > 0 && !made.Contains(input))
                    throw new OnnxFormatException($"{new Node(node)} reads '{input}', which {Reason(graph, input)}.");
            foreach (var attribute in node.Attribute)
            {
                if (attribute.G is { } body)
                    Check(body, made);
                foreach (var inner in attribute.Graphs)
                    Check(inner, made);
            }
            foreach (var output in node.Output)
            {
                if (output.Length > 0 && !own.Add(output))
                    throw new OnnxFormatException($"{new Node(node)} makes '{output}', which is made already.");
                made.Add(output);
            }
        }
        foreach (var output in graph.Output)
            if (!made.Contains(output.Name))
                throw new OnnxFormatException($"The output '{output.Name}' is made by no node.");
    }

    private static string Reason(GraphProto graph, string value) => graph.Node.FirstOrDefault(n => n.Output.Contains(value)) is { } producer
        ? $"{new Node(producer)} makes only later"
        : "is no input, no initializer and no output of a node";
}
