namespace TransferLab.TensorFlow.CleanUp;

/// <summary>Puts the bodies of functions in the place of their calls, as far as the outputs need them.</summary>
internal static class Inlining
{
    public static void Apply(TfGraph graph)
    {
        var seen = new HashSet<TfNode>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<TfNode>();
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            var value = Resolve(graph, graph.Outputs[i].Value);
            graph.Outputs[i] = (graph.Outputs[i].Name, value);
            stack.Push(value.Node);
        }
        while (stack.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                node.Inputs[i] = Resolve(graph, node.Inputs[i]);
                stack.Push(node.Inputs[i].Node);
            }
        }
    }

    private static TfValue Resolve(TfGraph graph, TfValue value)
    {
        for (var calls = 0; graph.Expand(value.Node) is { } returned; calls++)
        {
            if (value.Port >= returned.Length)
                throw new TensorFlowException($"{value.Node} returns {returned.Length} values, and value {value.Port} of it is read.");
            if (calls > Limits.Nodes)
                throw new TensorFlowException($"{value.Node} is a call that never returns a value.");
            value = returned[value.Port];
        }
        return value;
    }
}
