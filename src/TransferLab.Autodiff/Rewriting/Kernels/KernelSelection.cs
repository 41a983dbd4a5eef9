namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>Puts kernels' nodes, channels first as yet, in the place of operators of the default domain that do the same.</summary>
internal static class KernelSelection
{
    /// <summary>Rewrites in place.</summary>
    /// <returns>Whether the graph has kernels' nodes now.</returns>
    public static bool Apply(Graph graph, ShapeTable shapes, KernelOperators kernels, IReadOnlyCollection<string>? weights)
    {
        var forms = new KernelForms(shapes, kernels);
        var builder = new GraphBuilder(graph, shapes);
        var left = weights is null ? new HashSet<Node>() : FrozenPart.BetterLeft(graph, shapes, weights);
        var before = graph.Nodes.ToArray();
        graph.Nodes.Clear();
        foreach (var node in before)
            if (left.Contains(node))
                builder.Append(node);
            else if (forms.IsConvolution(node, out var attributes))
                Append(builder, node, KernelNode.Conv, node.Inputs, attributes);
            else if (forms.IsMaxPool(node, out attributes))
                Append(builder, node, KernelNode.MaxPool, node.Inputs, attributes);
            else if (forms.IsClamp(node, out var bounds))
                Append(builder, node, KernelNode.Clamp, [node.Inputs[0]], bounds.Attributes());
            else if (forms.IsGlobalAverage(node))
                GlobalAverage(builder, node);
            else
                builder.Append(node);
        return graph.Nodes.Any(n => n.Domain == KernelNode.LogicalDomain);
    }

    private static void GlobalAverage(GraphBuilder builder, Node node)
    {
        var keeps = !node.Is("ReduceMean") || node.Int("keepdims", 1) != 0;
        var image = builder.Shapes.Shape(node.Inputs[0]);
        var mean = keeps ? node.Outputs[0] : builder.NewName("mean");
        builder.Shapes.Set(mean, ElementType.Float, new Shape(image[0], image[1], 1, 1));
        builder.Append(Named(node, KernelNode.Create(KernelNode.GlobalAveragePool, [node.Inputs[0]], [mean])));
        if (!keeps)
            builder.AddNamed(node.Outputs[0], "Reshape", [mean, builder.Ints(0, image[1].Value)]);
    }

    private static void Append(GraphBuilder builder, Node node, string op, IEnumerable<string> inputs, IEnumerable<NodeAttribute> attributes) =>
        builder.Append(Named(node, KernelNode.Create(op, inputs, [node.Outputs[0]], attributes)));

    private static Node Named(Node node, Node kernel)
    {
        kernel.Name = node.Name;
        return kernel;
    }
}
