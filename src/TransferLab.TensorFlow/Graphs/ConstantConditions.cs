namespace TransferLab.TensorFlow.Graphs;

/// <summary>Conditions that are known before anything runs. A boolean placeholder says whether the network is being trained, which it is not.</summary>
internal static class ConstantConditions
{
    private const int LongestFormula = 64;

    /// <returns>Null where the condition depends on data.</returns>
    public static bool? Of(TfValue value, FunctionLibrary? library = null) => Of(value, library, 0);

    private static bool? Of(TfValue value, FunctionLibrary? library, int depth)
    {
        if (depth > LongestFormula)
            return null;
        var node = value.Node;
        if (library?.Expand(node) is { } returned)
            return value.Port < returned.Length ? Of(returned[value.Port], library, depth + 1) : null;
        return node.Op switch
        {
            "Const" when node.Tensor("value") is { Dtype: DataType.DtBool } =>
                node.Constant() is { Type: ElementType.Bool, Count: 1 } t ? t.Bytes.Span[0] != 0 : null,
            "Placeholder" when node.Type("dtype") == DataType.DtBool => false,
            "Identity" or "PlaceholderWithDefault" or "StopGradient" or "Switch" when node.Inputs.Count > 0 => Of(node.Inputs[0], library, depth + 1),
            "LogicalNot" when node.Inputs.Count == 1 => !Of(node.Inputs[0], library, depth + 1),
            // With nullable operands: unknown where the known one does not decide.
            "LogicalAnd" when node.Inputs.Count == 2 => Of(node.Inputs[0], library, depth + 1) & Of(node.Inputs[1], library, depth + 1),
            "LogicalOr" when node.Inputs.Count == 2 => Of(node.Inputs[0], library, depth + 1) | Of(node.Inputs[1], library, depth + 1),
            _ => null,
        };
    }
}
