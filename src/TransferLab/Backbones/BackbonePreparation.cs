using TransferLab.Onnx;

namespace TransferLab.Backbones;

/// <summary>The edits that make a training graph's raw material out of an exported inference graph.</summary>
internal static class BackbonePreparation
{
    /// <summary>Current operators, float32 weights, constants as initializers.</summary>
    public static void Modernise(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
    }

    /// <summary>Gives the image input its final shape, with a free batch dimension, and forgets stated shapes that no longer hold.</summary>
    public static void FixInput(OnnxModel model, ImageInput input)
    {
        var graph = model.Graph;
        Dim batch = Dim.Of("N"), channels = input.Channels, height = input.Height, width = input.Width;
        var shape = input.Layout == ImageLayout.Nchw ? new Shape(batch, channels, height, width) : new Shape(batch, height, width, channels);
        graph.Inputs.Clear();
        graph.Inputs.Add(new ValueInfo(input.Name, ElementType.Float, shape));
        graph.ValueInfos.Clear();
    }

    /// <summary>
    /// Removes Dropout and Identity (a fine-tuner brings its own regularisation) and puts batch normalization into its inference form. Returns, for each value
    /// that is gone, the one that took its place.
    /// </summary>
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
    public static void Tidy(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
    }
}
