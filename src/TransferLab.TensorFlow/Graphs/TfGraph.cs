namespace TransferLab.TensorFlow.Graphs;

/// <summary>What the outputs of a graph depend on.</summary>
internal sealed class TfGraph
{
    /// <summary>The outputs: the name a caller knows them by, and the value.</summary>
    public List<(string Name, TfValue Value)> Outputs { get; } = [];
    /// <summary>What a signature says of its inputs: the name callers use, and the shape.</summary>
    public Dictionary<TfNode, (string Name, TensorShapeProto? Shape)> InputNames { get; } = new(ReferenceEqualityComparer.Instance);
    /// <summary>Reads the variable behind a handle; null where the graph has no checkpoint.</summary>
    public Func<TfNode, Onnx.Tensor>? Variable { get; set; }
    /// <summary>Expands a call into the values it returns; null for nodes that are no call.</summary>
    public Func<TfNode, TfValue[]?> Expand { get; set; } = static _ => null;

    /// <summary>All nodes the outputs need, every node after those it reads.</summary>
    /// <param name="controls">Whether nodes that have to run first count too.</param>
    /// <exception cref="TensorFlowException">Nodes depend on each other in a circle, as in a loop.</exception>
    public List<TfNode> Sorted(bool controls = false)
    {
        var order = new List<TfNode>();
        var state = new Dictionary<TfNode, bool>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(TfNode Node, int Next)>();
        foreach (var (_, output) in Outputs)
            Visit(output.Node);
        return order;

        void Visit(TfNode root)
        {
            if (state.ContainsKey(root))
                return;
            state.Add(root, false);
            stack.Push((root, 0));
            while (stack.TryPop(out var top))
            {
                var (node, next) = top;
                if (next >= node.Inputs.Count + (controls ? node.Controls.Count : 0))
                {
                    state[node] = true;
                    order.Add(node);
                    continue;
                }
                stack.Push((node, next + 1));
                var input = next < node.Inputs.Count ? node.Inputs[next].Node : node.Controls[next - node.Inputs.Count];
                if (!state.TryGetValue(input, out var done))
                {
                    if (state.Count >= Limits.Nodes)
                        throw new TensorFlowException("the graph has too many nodes.");
                    state.Add(input, false);
                    stack.Push((input, 0));
                }
                else if (!done)
                {
                    throw new TensorFlowException($"the graph has a loop through {input}, which is not supported.");
                }
            }
        }
    }

    /// <summary>All nodes the outputs need, in no order to rely on; loops do not matter.</summary>
    public IEnumerable<TfNode> Reachable()
    {
        var seen = Outputs.Select(o => o.Value.Node).ToHashSet();
        var stack = new Stack<TfNode>(seen);
        while (stack.TryPop(out var node))
        {
            yield return node;
            foreach (var input in node.Inputs)
                if (seen.Add(input.Node))
                    stack.Push(input.Node);
        }
    }

    /// <summary>Replaces values wherever they are read, in one sweep from the inputs on.</summary>
    /// <param name="replace">What takes a value's place; null to leave it. Asked again about its own answer.</param>
    public void Replace(Func<TfValue, TfValue?> replace)
    {
        foreach (var node in Sorted())
            for (var i = 0; i < node.Inputs.Count; i++)
                node.Inputs[i] = Last(node.Inputs[i]);
        for (var i = 0; i < Outputs.Count; i++)
            Outputs[i] = (Outputs[i].Name, Last(Outputs[i].Value));

        TfValue Last(TfValue value)
        {
            for (var steps = 0; replace(value) is { } other; steps++)
            {
                if (steps > Limits.Nodes)
                    throw new TensorFlowException($"the graph has a loop through {value.Node}, which is not supported.");
                value = other;
            }
            return value;
        }
    }
}
