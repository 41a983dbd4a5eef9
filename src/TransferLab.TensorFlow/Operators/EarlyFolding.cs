namespace TransferLab.TensorFlow.Operators;

/// <summary>Computes small constants as soon as they are written. Keras works out sizes and offsets from shapes by way
/// of floating-point numbers, and handlers need to know the outcome.</summary>
internal static class EarlyFolding
{
    private const long LargestInput = 4096;

    /// <summary>Nodes from the index on that are constants become initializers.</summary>
    public static void Apply(GraphBuilder builder, int first)
    {
        var nodes = builder.Graph.Nodes;
        for (var i = first; i < nodes.Count;)
        {
            if (nodes[i] is { HasSubgraphs: false, Outputs: [var output] } node && Evaluate(builder, node) is { } tensor)
            {
                nodes.RemoveAt(i);
                builder.Graph.Initializers[output] = tensor;
                builder.Shapes.SetTensor(output, tensor);
            }
            else
            {
                i++;
            }
        }
    }

    private static Tensor? Evaluate(GraphBuilder builder, Node node)
    {
        if (builder.Shapes.KnownIntegers(node.Outputs[0]) is { } known)
            return known;
        var inputs = new Tensor?[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (node.HasInput(i)
                && (inputs[i] = builder.Shapes.FindTensor(node.Inputs[i]) ?? builder.Shapes.KnownIntegers(node.Inputs[i])) is not { Count: <= LargestInput })
                return null;
        }
        return ConstantEvaluator.Evaluate(node, inputs) is { Count: <= LargestInput } result ? result : null;
    }
}
