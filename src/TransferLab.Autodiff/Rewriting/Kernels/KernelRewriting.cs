namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>
/// Puts operators of the domain <c>transferlab</c> in the place of those that its kernels compute faster. Inputs and outputs of the graph keep names,
/// shapes and order of axes; everything that the kernels do not take stays as it is.
/// </summary>
public static class KernelRewriting
{
    /// <summary>Rewrites a model in place.</summary>
    /// <param name="model">A model, nodes in topological order; it then runs only where the operators are registered.</param>
    /// <param name="shapes">What is known of its values.</param>
    /// <param name="kernels">What may be taken over.</param>
    /// <param name="weights">Graph inputs that are weights and not the batch: what does not depend on them is taken only where kernels gain on
    /// constant weights, which the runtime treats best. Null (the default) takes everything.</param>
    /// <returns>Whether anything was.</returns>
    public static bool Apply(OnnxModel model, ShapeTable shapes, KernelOperators kernels, IReadOnlyCollection<string>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(shapes);
        if (kernels == KernelOperators.None)
            return false;
        Chain(model.Graph, shapes, kernels, weights);
        if (!KernelSelection.Apply(model.Graph, shapes, kernels, weights))
            return false;
        KernelFusion.Apply(model.Graph, shapes);
        ChannelsLastLayout.Apply(model.Graph, shapes);
        model.SetOpset(KernelNode.Domain, 1);
        State(model.Graph, shapes);
        return true;
    }

    /// <summary>Puts chains of operators together for which there is one kernel and one gradient, before gradients are formed.</summary>
    /// <remarks>Nodes of a domain that no runtime knows may follow: <see cref="Apply"/> must, for the same kernels.</remarks>
    internal static void Chain(Graph graph, ShapeTable shapes, KernelOperators kernels, IReadOnlyCollection<string>? weights)
    {
        if (kernels != KernelOperators.None)
            KernelChains.Apply(graph, shapes, kernels, weights is null ? new HashSet<Node>() : FrozenPart.BetterLeft(graph, shapes, weights));
    }

    /// <summary>
    /// The runtime knows no shapes of our operators' outputs; with them it works out those of what follows, and plans memory.
    /// </summary>
    private static void State(Graph graph, ShapeTable shapes)
    {
        var own = graph.Nodes.SelectMany(n => n.Outputs).ToHashSet();
        own.ExceptWith(graph.Outputs.Select(o => o.Name));
        graph.ValueInfos.RemoveAll(v => own.Contains(v.Name));
        foreach (var output in graph.Nodes.Where(n => n.Domain == KernelNode.Domain).SelectMany(n => n.Outputs).Where(own.Contains))
            if (shapes.TryGet(output, out var info) && info.Shape is { } shape && !shape.Any(d => d.IsUnknown))
                graph.ValueInfos.Add(new ValueInfo(output, info.Type, shape));
    }
}
