namespace TransferLab.TensorFlow.CleanUp;

/// <summary>Puts constants in the place of variables: resource variables that are read, and those of TensorFlow 1, which are values themselves.</summary>
internal static class VariableValues
{
    public static void Apply(TfGraph graph)
    {
        var constants = new Dictionary<TfNode, TfNode>(ReferenceEqualityComparer.Instance);
        graph.Replace(value => value.Node switch
        {
            { Op: "ReadVariableOp", Inputs: [var handle, ..] } when Handle(handle) is { } variable => Constant(variable)[0],
            { Op: "VariableV2" or "Variable" } variable => Constant(variable)[0],
            _ => null,
        });

        TfNode Constant(TfNode variable)
        {
            if (constants.TryGetValue(variable, out var known))
                return known;
            var read = graph.Variable ?? throw new TensorFlowException(
                $"the graph has variables (first {variable}) whose values are not in it: it is not frozen. "
                    + "Pass the SavedModel folder instead, or freeze the graph.");
            return constants[variable] = TfNode.Of(variable.Name, read(variable));
        }
    }

    private static TfNode? Handle(TfValue value)
    {
        var node = value.Node;
        while (node.Op == "Identity" && node.Inputs.Count > 0)
            node = node.Inputs[0].Node;
        return node.Op == "VarHandleOp" ? node : null;
    }
}
