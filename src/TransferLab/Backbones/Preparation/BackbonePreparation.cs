using TransferLab.Onnx.Upgrade;

namespace TransferLab.Backbones.Preparation;

/// <summary>The edits that make a training graph's raw material out of an exported inference graph.</summary>
internal static class BackbonePreparation
{
    private const string Batch = "N";

    /// <summary>Float32 weights, current operators, sorted nodes; a model of its own.</summary>
    /// <exception cref="OnnxFormatException">The graph does not hang together, or its opset is not supported.</exception>
    public static OnnxModel Modernise(OnnxModel model)
    {
        InitializerInputs.Remove(model.Graph);
        TopologicalSort.Apply(model.Graph);
        ModelValidator.Check(model.Graph);
        Float16Widening.Apply(model);
        return OpsetUpgrade.Apply(model);
    }

    /// <summary>Gives the image input its final shape, with a free batch dimension, and folds what depends on nothing but that.</summary>
    public static void FixInput(OnnxModel model, ImageInput input)
    {
        var graph = model.Graph;
        var stated = graph.Inputs.Find(i => i.Name == input.Name)!.Shape?[0] ?? Dim.Unknown;
        Dim batch = stated.IsKnown ? stated : Dim.Of(Batch), channels = input.Channels, height = input.Height, width = input.Width;
        var shape = input.Layout == ImageLayout.Nchw ? new Shape(batch, channels, height, width) : new Shape(batch, height, width, channels);
        graph.Inputs.Clear();
        graph.Inputs.Add(new ValueInfo(input.Name, ElementType.Float, shape));
        // What the file states of other values holds for another size or batch.
        graph.ValueInfos.Clear();
        if (batch.IsKnown)
            DynamicBatch.Apply(model, input.Name, Batch);
        ConstantFolding.Apply(model);
    }

    /// <summary>Removes Dropout and Identity (a fine-tuner brings its own regularisation) and puts batch normalization
    /// into its inference form. Returns, for each value that is gone, the one that took its place.</summary>
    public static Dictionary<string, string> RemoveTrainingLeftovers(OnnxModel model)
    {
        var graph = model.Graph;
        var replaced = new Dictionary<string, string>();
        var outputs = graph.Outputs.Select(o => o.Name).ToHashSet();
        var kept = new List<Node>(graph.Nodes.Count);
        var readBySubgraphs = graph.Nodes.Where(n => n.HasSubgraphs).SelectMany(n => n.ReadValues()).ToHashSet();
        foreach (var node in graph.Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
                if (replaced.TryGetValue(node.Inputs[i], out var source))
                    node.Inputs[i] = source;
            if (node.Is("Dropout") || node.Is("Identity"))
            {
                var unused = node.Outputs.Skip(1).All(mask => graph.Nodes.TrueForAll(n => !n.ReadValues().Contains(mask)) && !outputs.Contains(mask));
                if (unused && !outputs.Contains(node.Outputs[0]) && !readBySubgraphs.Contains(node.Outputs[0]))
                {
                    replaced[node.Outputs[0]] = node.Inputs[0];
                    continue;
                }
            }
            if (node.Is("BatchNormalization"))
            {
                node.Remove("training_mode");
                while (node.Outputs.Count > 1)
                    node.Outputs.RemoveAt(node.Outputs.Count - 1);
            }
            kept.Add(node);
        }
        graph.Nodes.Clear();
        graph.Nodes.AddRange(kept);
        return replaced;
    }

    /// <summary>Drops what the features do not need, and gives learned tensors that several nodes share a copy per node.</summary>
    public static void Tidy(OnnxModel model, string input, string features)
    {
        DeadNodes.Remove(model.Graph);
        var learned = new ParameterFinder(model.Graph, new ImagePath(model.Graph, input, features)).Find().Select(p => p.Name).ToHashSet();
        InitializerCopies.Apply(model.Graph, learned.Contains);
    }
}

/// <summary>Reasons to refuse a graph before anything is done with it.</summary>
internal static class BackboneChecks
{
    /// <summary>Only operators of the ONNX standard, only precisions that train.</summary>
    public static void Check(OnnxModel model)
    {
        var foreign = model.Graph.Nodes.Where(n => !StandardOperators.Contains(n)).GroupBy(n => n.Domain.Length > 0 ? $"{n.Domain}.{n.OpType}" : n.OpType)
            .Select(g => $"{g.Key} ({g.Count()}, first {g.First()})").ToList();
        if (foreign.Count > 0)
            throw new BackboneException($"the graph uses operators that are not in the ONNX standard, which only their own runtime can run: "
                + $"{string.Join(", ", foreign)}. Export it without them.");
        if (model.Graph.Initializers.FirstOrDefault(i => i.Value.Type == ElementType.Double && i.Value.Count > 1) is { Key: { } weight })
            throw new BackboneException($"its weights are double precision ('{weight}'), for which no runtime has convolutions; export the model in float32.");
    }
}
