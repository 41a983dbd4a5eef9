namespace TransferLab.TensorFlow.Operators;

/// <summary>Which operators are converted, and how. A family of operators registers itself from a file of its own.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Action<MappingContext>> s_handlers = Create();

    /// <summary>All operators that are converted or fall away on the way, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. s_handlers.Keys.Concat(CleanUp.PassThroughs.Operators)
            .Concat(["Placeholder", "PartitionedCall", "StatefulPartitionedCall", "If", "StatelessIf", "Switch", "Merge", "VarHandleOp", "ReadVariableOp",
                "VariableV2", "Variable", "BatchToSpaceND", "SpaceToBatchND", "RandomUniform", "StatelessRandomUniform", "StatelessRandomUniformV2"])
            .Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether an operator has a handler of its own; the others only occur in patterns that are resolved before.</summary>
    public static bool IsMapped(string op) => s_handlers.ContainsKey(op);

    public static Action<MappingContext>? Find(string op) => s_handlers.GetValueOrDefault(op);

    private static Dictionary<string, Action<MappingContext>> Create()
    {
        var handlers = new Dictionary<string, Action<MappingContext>>(StringComparer.Ordinal);
        ConvolutionOperators.Register(handlers);
        NormalizationOperators.Register(handlers);
        PoolingOperators.Register(handlers);
        ActivationOperators.Register(handlers);
        ArithmeticOperators.Register(handlers);
        MatrixOperators.Register(handlers);
        ReductionOperators.Register(handlers);
        ShapeOperators.Register(handlers);
        JoinOperators.Register(handlers);
        SliceOperators.Register(handlers);
        PaddingOperators.Register(handlers);
        ResizeOperators.Register(handlers);
        return handlers;
    }
}
