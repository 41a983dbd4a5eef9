using TransferLab.Onnx;

namespace TransferLab.Freezing;

/// <summary>Takes the part of a model between given values.</summary>
internal static class ModelCut
{
    /// <summary>The nodes and initializers that the outputs need, given the inputs. Edits of the part do not reach the model.</summary>
    /// <exception cref="InvalidOperationException">The outputs need a graph input that is not among the given ones.</exception>
    public static OnnxModel Between(OnnxModel model, IEnumerable<ValueInfo> inputs, IEnumerable<ValueInfo> outputs)
    {
        var part = model.WithGraph(new Graph(model.Graph.Name));
        part.Graph.Inputs.AddRange(inputs);
        part.Graph.Outputs.AddRange(outputs);
        var given = part.Graph.Inputs.Select(i => i.Name).ToHashSet();
        var needed = part.Graph.Outputs.Select(o => o.Name).ToHashSet();
        foreach (var node in Enumerable.Reverse(model.Graph.Nodes))
        {
            if (!node.Outputs.Any(o => needed.Contains(o) && !given.Contains(o)))
                continue;
            needed.UnionWith(node.ReadValues());
            part.Graph.Nodes.Add(node.Clone());
        }
        part.Graph.Nodes.Reverse();
        foreach (var (name, tensor) in model.Graph.Initializers)
            if (needed.Contains(name))
                part.Graph.Initializers.Add(name, tensor);
        return model.Graph.Feeds.FirstOrDefault(f => needed.Contains(f.Name) && !given.Contains(f.Name)) is { } missing
            ? throw new InvalidOperationException($"The part of the graph from {string.Join(", ", given)} to {string.Join(", ", part.Graph.Outputs)} also needs '{missing.Name}'.")
            : part;
    }
}
