namespace TransferLab.Autodiff.Rewriting.Kernels;

/// <summary>
/// Lets kernels take along the additions and activations next to them, so that an activation is read and written once:
/// <list type="bullet">
/// <item>Conv, then an addition of the same shape, then a clamp: one Conv. Without the Conv: one Clamp. Linear and an addition: one Linear.</item>
/// <item>dx of a ConvGradient, then an addition of another part, then the gradient of the activation that made its x: one ConvGradient. LinearGradient and
/// LayerNormalizationGradient take an addition along too.</item>
/// <item>MaxPoolGradient or GlobalAveragePoolGradient, then the gradient of the activation that made its x: one node.</item>
/// <item>An addition, then a ClampGradient: one ClampGradient.</item>
/// </list>
/// Only where nothing else reads the values in between and none is an output of the graph.
/// </summary>
internal sealed class KernelFusion
{
    // Of those, the gradients that add another part to their first output.
    private static readonly string[] s_gradients = [KernelNode.ConvGradient, KernelNode.LinearGradient, KernelNode.LayerNormalizationGradient];

    private readonly ShapeTable _shapes;
    private readonly HashSet<string> _outputs;
    private readonly Dictionary<string, int> _readers = [];
    private readonly Dictionary<string, (Node Node, int Position)> _producers = [];
    private readonly List<Node?> _nodes = [];

    private KernelFusion(Graph graph, ShapeTable shapes)
    {
        _shapes = shapes;
        _outputs = [.. graph.Outputs.Select(o => o.Name)];
        foreach (var value in graph.Nodes.SelectMany(n => n.HasSubgraphs ? n.ReadValues() : n.Inputs))
            _readers[value] = _readers.GetValueOrDefault(value) + 1;
    }

    /// <summary>Rewrites in place.</summary>
    public static void Apply(Graph graph, ShapeTable shapes)
    {
        var fusion = new KernelFusion(graph, shapes);
        foreach (var node in graph.Nodes)
            fusion.Append(fusion.Fused(node));
        graph.Nodes.Clear();
        graph.Nodes.AddRange(fusion._nodes.OfType<Node>());
        // A gradient that waited for an addend stands behind readers of its weight gradient.
        TopologicalSort.Apply(graph);
    }

    private void Append(Node node)
    {
        foreach (var output in node.Outputs.Where(o => o.Length > 0))
            _producers[output] = (node, _nodes.Count);
        _nodes.Add(node);
    }

    private Node Fused(Node node)
    {
        if (node.Is("Add"))
            return FuseAddition(node) ?? node;
        if (node.IsKernel(KernelNode.Clamp) && !node.HasInput(1))
            return FuseClamp(node) ?? node;
        if (node.IsKernel(KernelNode.ClampGradient) && !node.HasInput(2))
            return FuseMask(node) ?? node;
        return node;
    }

    private Node? FuseAddition(Node add)
    {
        if (!IsSameShape(add, images: false))
            return null;
        // The part that is computed last takes the other along: that one is there by then.
        foreach (var part in add.Inputs.OrderByDescending(i => _producers.TryGetValue(i, out var p) ? p.Position : -1))
        {
            if (OnlyReader(part) is not { } producer || producer.HasInput(3) || producer.HasClamp()
                || !(producer.IsKernel(KernelNode.Conv) || producer.IsKernel(KernelNode.Linear)
                    || (s_gradients.Any(producer.IsKernel) && producer.Outputs[0] == part)))
                continue;
            var fused = Take(producer, add);
            fused.SetInput(3, add.Inputs[0] == part ? add.Inputs[1] : add.Inputs[0]);
            return fused;
        }
        return null;
    }

    private Node? FuseClamp(Node clamp)
    {
        if (OnlyReader(clamp.Inputs[0]) is not { } producer)
            return null;
        if (producer.IsKernel(KernelNode.Conv) && !producer.HasClamp())
        {
            var fused = Take(producer, clamp);
            fused.TakeClamp(clamp);
            return fused;
        }
        return FuseAddend(clamp, producer, 1);
    }

    private Node? FuseMask(Node mask)
    {
        if (OnlyReader(mask.Inputs[0]) is not { } producer)
            return null;
        var isGradient = producer.IsKernel(KernelNode.ConvGradient) || producer.IsKernel(KernelNode.MaxPoolGradient)
            || producer.IsKernel(KernelNode.GlobalAveragePoolGradient);
        if (isGradient && producer.Outputs[0] == mask.Inputs[0] && producer.Inputs[1] == mask.Inputs[1] && !producer.HasClamp())
        {
            var fused = Take(producer, mask);
            fused.TakeClamp(mask);
            return fused;
        }
        return FuseAddend(mask, producer, 2);
    }

    /// <summary>An addition in front of an elementwise node becomes its addend.</summary>
    private Node? FuseAddend(Node node, Node add, int addend)
    {
        if (!add.Is("Add") || !IsSameShape(add, images: true))
            return null;
        Remove(add);
        var fused = node.Clone();
        fused.Inputs[0] = add.Inputs[0];
        fused.SetInput(addend, add.Inputs[1]);
        return fused;
    }

    /// <summary>A copy of a node that gives its first output under the name of the node behind it, whose place it takes.</summary>
    private Node Take(Node node, Node behind)
    {
        Remove(node);
        var fused = node.Clone();
        fused.Outputs[0] = behind.Outputs[0];
        return fused;
    }

    private void Remove(Node node) => _nodes[_producers[node.Outputs.First(o => o.Length > 0)].Position] = null;

    /// <summary>The node that makes a value which one node reads, once, and nobody else.</summary>
    private Node? OnlyReader(string value) =>
        _readers[value] == 1 && !_outputs.Contains(value) && _producers.TryGetValue(value, out var producer) ? producer.Node : null;

    private bool IsSameShape(Node add, bool images) => add.Inputs[0] != add.Inputs[1]
        && _shapes.TryGet(add.Outputs[0], out var sum) && sum is { Type: ElementType.Float, Shape: { } shape }
        && (!images || shape.Rank == 4) && !shape.Any(d => d.IsUnknown)
        && add.Inputs.All(i => _shapes.TryGet(i, out var part) && shape.Equals(part.Shape));
}
