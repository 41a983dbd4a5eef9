namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>
/// The part of a graph that only constants and the batch flow into, and whether kernels gain there. Constant weights are where the runtime is at its
/// best: it lays them, and the activations between them, out in blocks beforehand, and no gradient asks for those activations. What beats it there is
/// Winograd's way of 3×3 convolutions, which needs less than half the multiplications; a network of pointwise and depthwise convolutions is better
/// left to it, and so is one of matrix products (MobileNet v1 forward, images/s on two cores, in turns: 145 as it is, 110 by kernels; ResNet-18 55 and 74).
/// </summary>
internal static class FrozenPart
{
    // Share of multiply-adds that must go Winograd's way. The networks known lie far to either side: ResNets above 0.7, MobileNets and EfficientNets below
    // 0.1.
    private const double WorthwhileShare = 0.4;

    /// <summary>The nodes that are better left as they are.</summary>
    /// <param name="graph">The graph, in topological order.</param>
    /// <param name="shapes">What is known of its values.</param>
    /// <param name="weights">Graph inputs that are no batch: what depends on them is not frozen.</param>
    public static IReadOnlySet<Node> BetterLeft(Graph graph, ShapeTable shapes, IEnumerable<string> weights)
    {
        var moving = new HashSet<string>(weights);
        var frozen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        double all = 0, fast = 0;
        foreach (var node in graph.Nodes)
        {
            if (node.ReadValues().Any(moving.Contains))
            {
                moving.UnionWith(node.Outputs);
                continue;
            }
            frozen.Add(node);
            if (!node.Is("Conv") || !shapes.TryGet(node.Outputs[0], out var y) || y.Shape is not { Rank: 4 } output
                || !shapes.TryGet(node.Inputs[1], out var w) || w.Shape is not { IsStatic: true, Rank: 4 } weight || !output.Skip(1).All(d => d.IsKnown))
                continue;
            var work = (double)weight.Count.Value * output[2].Value * output[3].Value;
            all += work;
            if (weight[2] == Dim.Of(3) && weight[3] == Dim.Of(3) && node.Int("group", 1) == 1 && (node.Ints("strides") ?? []).All(s => s == 1)
                && (node.Ints("dilations") ?? []).All(d => d == 1))
                fast += work;
        }
        return all > 0 && fast >= WorthwhileShare * all ? new HashSet<Node>() : frozen;
    }
}
