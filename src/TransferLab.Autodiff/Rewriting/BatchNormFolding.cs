namespace TransferLab.Autodiff.Rewriting;

/// <summary>
/// Removes batch normalisations with fixed statistics from a forward graph, before it is differentiated. Behind a convolution that nothing else reads they go
/// into its weight and bias (W' = W*a, b' = bias + (b - mean)*a with a = scale/sqrt(variance + epsilon)), so that their gradient costs weight-sized instead of
/// activation-sized work; elsewhere they become a multiplication and an addition per channel.
/// </summary>
/// <remarks>
/// Initializers are constants: what depends on constants only is computed here, in double precision. Graph inputs (trainable tensors) stay
/// inputs of ordinary nodes, which the gradient rules differentiate. A convolution whose weight is constant but whose scale is trainable is folded only when it
/// is 1x1: otherwise the gradient of the scale would cost a whole weight gradient, more than the activation-sized sums it replaces.
/// </remarks>
public static class BatchNormFolding
{
    /// <summary>Rewrites the graph in place.</summary>
    /// <param name="graph">The forward graph, nodes in topological order. Trainable tensors are graph inputs without an initializer.</param>
    /// <param name="opset">Version of the default operator set.</param>
    /// <returns>How many batch normalisations were folded into a convolution, and how many became a multiplication and an addition.</returns>
    public static (int Folded, int Rewritten) Apply(Graph graph, long opset)
    {
        var index = new GraphIndex(graph);
        var outputs = graph.Outputs.Select(o => o.Name).ToHashSet();
        var builder = new GraphBuilder(graph, new ShapeTable(graph, opset));
        var forward = graph.Nodes.ToArray();
        graph.Nodes.Clear();
        var folded = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var rewritten = 0;
        foreach (var node in forward)
            if (node.Is("BatchNormalization") && IsFixed(node, opset) && builder.Shapes.Type(node.Inputs[1]) == ElementType.Float)
            {
                var statistics = new ChannelStatistics(builder, node);
                if (FoldableConvolution(node, statistics, index, outputs) is { } convolution)
                {
                    graph.Nodes.Remove(convolution);
                    ConvolutionFold.Write(builder, convolution, statistics, node.Outputs[0]);
                    folded.Add(convolution);
                }
                else if (builder.Shapes.Knows(node.Inputs[0]) && builder.Shapes.Shape(node.Inputs[0]).Rank >= 2)
                {
                    statistics.WriteAffine(node.Inputs[0], node.Outputs[0]);
                    rewritten++;
                }
                else
                    builder.Append(node);
            }
            else
                builder.Append(node);
        RemoveUnread(graph, index, outputs);
        return (folded.Count, rewritten);
    }

    private static bool IsFixed(Node node, long opset) =>
        node.Inputs.Count == 5 && node.Outputs.Count(o => o.Length > 0) == 1 && node.Int("training_mode") == 0 && (opset >= 9 || node.Int("spatial", 1) != 0);

    private static Node? FoldableConvolution(Node node, ChannelStatistics statistics, GraphIndex index, HashSet<string> outputs)
    {
        var between = node.Inputs[0];
        if (index.Producer(between) is not { } convolution || !(convolution.Is("Conv") || convolution.Is("ConvTranspose"))
            || index.Consumers(between).Count != 1 || node.Inputs.Count(i => i == between) != 1 || outputs.Contains(between))
            return null;
        return statistics.CanFold(convolution) ? convolution : null;
    }

    /// <summary>The parameters of what was folded have no reader any more.</summary>
    private static void RemoveUnread(Graph graph, GraphIndex before, HashSet<string> outputs)
    {
        var read = graph.Nodes.SelectMany(n => n.ReadValues()).ToHashSet();
        foreach (var name in graph.Initializers.Keys.ToArray())
            if (!read.Contains(name) && !outputs.Contains(name) && before.Consumers(name).Count > 0)
            {
                graph.Initializers.Remove(name);
                // Old files list initializers as inputs; without its value it would become one that must be fed.
                graph.Inputs.RemoveAll(i => i.Name == name);
            }
    }
}

/// <summary>Writes a convolution with a batch normalisation folded into it.</summary>
internal static class ConvolutionFold
{
    /// <summary>Writes W' and b', offline where everything is constant, then the convolution under the normalisation's output name.</summary>
    public static void Write(GraphBuilder b, Node convolution, ChannelStatistics statistics, string output)
    {
        var bias = convolution.HasInput(2) ? ChannelVector.Of(b, convolution.Inputs[2]) : null;
        var folded = convolution.Clone();
        while (folded.Inputs.Count < 3)
            folded.Inputs.Add("");
        folded.Inputs[1] = Weight(b, convolution, statistics.Factor);
        folded.Inputs[2] = statistics.Offset(bias).Name;
        folded.Outputs[0] = output;
        b.Append(folded);
    }

    private static string Weight(GraphBuilder b, Node convolution, ChannelVector factor)
    {
        var name = convolution.Inputs[1];
        // Output channels come first in a convolution's weight, second in that of its transpose.
        var axis = convolution.Is("Conv") ? 0 : 1;
        if (factor.Values is not { } a || !b.Graph.Initializers.TryGetValue(name, out var weight))
            return b.Add("Mul", [name, factor.PerChannel(b.Shapes.Shape(name).Rank, axis)]);
        var values = weight.ToFloats();
        var inner = weight.Dims.Skip(axis + 1).Aggregate(1L, (n, d) => n * d);
        for (long i = 0; i < values.Length; i++)
            values[i] = (float)(values[i] * a[i / inner % a.Length]);
        return b.Constant(Tensor.From(values, weight.Dims), name + "_folded");
    }
}
