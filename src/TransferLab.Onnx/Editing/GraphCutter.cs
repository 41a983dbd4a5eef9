namespace TransferLab.Onnx.Editing;

/// <summary>Cuts the part of a model that lies between given values.</summary>
public static class GraphCutter
{
    /// <summary>The sub-model that computes <paramref name="outputs"/> from <paramref name="inputs"/>, with nothing it
    /// does not need. Weights are shared, not copied.</summary>
    /// <param name="model">The model; does not change.</param>
    /// <param name="inputs">Values to be fed: inputs of the model or intermediate values, in the order the result declares them.</param>
    /// <param name="outputs">Values to be computed.</param>
    /// <param name="shapes">What is known of the model's values; inferred when left out.</param>
    /// <returns>The sub-model; its inputs and outputs state types and shapes as far as they are known.</returns>
    /// <exception cref="ArgumentException">A value does not exist, or the outputs depend on an input of the model that
    /// is not among <paramref name="inputs"/>.</exception>
    /// <exception cref="ShapeInferenceException">The model's shapes contradict each other.</exception>
    public static OnnxModel Extract(OnnxModel model, IReadOnlyCollection<string> inputs, IReadOnlyCollection<string> outputs, ShapeTable? shapes = null)
    {
        shapes ??= ShapeTable.Infer(model);
        var graph = model.Graph;
        var index = new GraphIndex(graph);
        var feeds = graph.Feeds.Select(f => f.Name).ToHashSet();
        foreach (var name in inputs.Concat(outputs))
            if (index.Producer(name) is null && !feeds.Contains(name) && !graph.Initializers.ContainsKey(name))
                throw new ArgumentException($"The model has no value '{name}'.", nameof(inputs));

        var fed = inputs.ToHashSet();
        var needed = Needed(index, fed, outputs);
        var part = new Graph(graph.Name);
        part.Nodes.AddRange(graph.Nodes.Where(needed.Nodes.Contains).Select(n => n.Clone()));
        foreach (var (name, tensor) in graph.Initializers)
            if (needed.Values.Contains(name) && !fed.Contains(name))
                part.Initializers.Add(name, tensor);
        foreach (var value in needed.Values)
            if (feeds.Contains(value) && !fed.Contains(value))
                throw new ArgumentException($"The outputs [{string.Join(", ", outputs)}] depend on the input '{value}' too, "
                    + $"not only on [{string.Join(", ", inputs)}].", nameof(inputs));
        part.Inputs.AddRange(inputs.Select(n => Describe(shapes, n)));
        part.Outputs.AddRange(outputs.Select(n => Describe(shapes, n)));
        part.ValueInfos.AddRange(graph.ValueInfos.Where(v => needed.Values.Contains(v.Name) && !fed.Contains(v.Name)));
        return model.WithGraph(part);
    }

    private static (HashSet<Node> Nodes, HashSet<string> Values) Needed(GraphIndex index, HashSet<string> fed, IReadOnlyCollection<string> outputs)
    {
        var nodes = new HashSet<Node>();
        var values = new HashSet<string>();
        var open = new Stack<string>(outputs);
        while (open.TryPop(out var value))
        {
            if (!values.Add(value) || fed.Contains(value) || index.Producer(value) is not { } producer || !nodes.Add(producer))
                continue;
            foreach (var input in producer.ReadValues())
                open.Push(input);
        }
        return (nodes, values);
    }

    private static ValueInfo Describe(ShapeTable shapes, string value) =>
        shapes.TryGet(value, out var info) ? new ValueInfo(value, info.Type, info.Shape) : new ValueInfo(value, ElementType.Undefined, null);
}
