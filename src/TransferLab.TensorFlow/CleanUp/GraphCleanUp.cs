namespace TransferLab.TensorFlow.CleanUp;

/// <summary>First phase: what is left is one flat graph of constants, placeholders and operators that compute.</summary>
internal static class GraphCleanUp
{
    /// <exception cref="TensorFlowException">A function, variable or branch cannot be resolved.</exception>
    public static void Apply(TfGraph graph, TensorFlowOptions options)
    {
        Inlining.Apply(graph);
        GraphEnds.Apply(graph, options);
        VariableValues.Apply(graph);
        KnownBranches.Apply(graph);
        PassThroughs.Apply(graph);
        DropoutRemains.Apply(graph);
        AtrousConvolutions.Apply(graph);
        WrittenBatchNorms.Apply(graph);
    }
}

/// <summary>Cuts the graph at the nodes a caller named, and makes inputs of bytes inputs of numbers.</summary>
internal static class GraphEnds
{
    public static void Apply(TfGraph graph, TensorFlowOptions options)
    {
        if (options.OutputName is { } output && graph.Reachable().FirstOrDefault(n => n.Name == output) is { } end)
        {
            graph.Outputs.Clear();
            graph.Outputs.Add((output, end[0]));
        }
        if (options.InputName is { } input)
            CutInput(graph, input);
        WidenBytes(graph);
    }

    private static void CutInput(TfGraph graph, string name)
    {
        var node = graph.Reachable().FirstOrDefault(n => n.Name == name) ?? graph.InputNames.FirstOrDefault(n => n.Value.Name == name).Key
            ?? throw new TensorFlowException($"there is no node '{name}' that the outputs depend on, to take images.");
        if (node.Op is "Placeholder" or "PlaceholderWithDefault")
            return;
        var attributes = new Dictionary<string, AttrValue> { ["dtype"] = new() { Type = DataType.DtFloat } };
        if (node.Attributes.TryGetValue("_output_shapes", out var shapes) && shapes.List?.Shape.FirstOrDefault() is { UnknownRank: false } shape)
            attributes["shape"] = new() { Shape = shape };
        var placeholder = new TfNode(node.Name, "Placeholder", attributes);
        graph.Replace(v => ReferenceEquals(v.Node, node) && v.Port == 0 ? placeholder[0] : null);
    }

    // Feeding the same whole numbers as float32 and leaving the conversion out is the same thing.
    private static void WidenBytes(TfGraph graph)
    {
        var nodes = graph.Sorted();
        var readers = nodes.SelectMany(n => n.Inputs.Select(i => (From: i.Node, To: n))).ToLookup(p => p.From, p => p.To, ReferenceEqualityComparer.Instance);
        var widened = new Dictionary<TfNode, TfNode>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes.Where(n => n.Op == "Placeholder" && n.Type("dtype") is DataType.DtUint8 or DataType.DtInt32 or DataType.DtInt64))
        {
            if (!Final(node, readers).All(n => n.Op == "Cast" && n.Type("DstT") == DataType.DtFloat))
                continue;
            var attributes = new Dictionary<string, AttrValue>(node.Attributes) { ["dtype"] = new() { Type = DataType.DtFloat } };
            widened[node] = new TfNode(node.Name, "Placeholder", attributes);
            if (graph.InputNames.TryGetValue(node, out var known))
                graph.InputNames[widened[node]] = known;
        }
        if (widened.Count > 0)
            graph.Replace(v => widened.TryGetValue(v.Node, out var other) ? other[0] : null);
    }

    private static IEnumerable<TfNode> Final(TfNode node, ILookup<object?, TfNode> readers) =>
        readers[node].SelectMany(r => r.Op == "Identity" ? Final(r, readers) : [r]);
}
