using System.Diagnostics.CodeAnalysis;

namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>The shape rules by operator. A family of operators registers itself from a file of its own.</summary>
internal static class ShapeRules
{
    private static readonly Dictionary<string, Action<ShapeRuleContext>> s_rules = Create();

    public static IReadOnlyCollection<string> Operators => s_rules.Keys;

    public static bool TryFind(Node node, [NotNullWhen(true)] out Action<ShapeRuleContext>? rule)
    {
        rule = null;
        return node.Domain.Length == 0 && s_rules.TryGetValue(node.OpType, out rule);
    }

    private static Dictionary<string, Action<ShapeRuleContext>> Create()
    {
        var rules = new Dictionary<string, Action<ShapeRuleContext>>(StringComparer.Ordinal);
        ElementwiseShapes.Register(rules);
        ConvolutionShapes.Register(rules);
        PoolingShapes.Register(rules);
        NormalizationShapes.Register(rules);
        MatrixShapes.Register(rules);
        EinsumShapes.Register(rules);
        ReshapeShapes.Register(rules);
        RearrangeShapes.Register(rules);
        JoinShapes.Register(rules);
        SliceShapes.Register(rules);
        IndexingShapes.Register(rules);
        SelectionShapes.Register(rules);
        SourceShapes.Register(rules);
        ReductionShapes.Register(rules);
        ResizeShapes.Register(rules);
        LossShapes.Register(rules);
        return rules;
    }
}
