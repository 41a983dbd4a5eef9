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

/// <summary>What a shape rule sees: the node, what is known of its inputs, and where its outputs go.</summary>
internal sealed class ShapeRuleContext(ShapeTable table, Node node)
{
    public Node Node => node;

    public ShapeTable Table => table;

    public long Opset => table.Opset;

    public bool HasInput(int index) => node.HasInput(index);

    /// <summary>The input's shape; null when unknown.</summary>
    public Shape? In(int index) => node.HasInput(index) && table.TryGet(node.Inputs[index], out var info) ? info.Shape : null;

    /// <summary>The first input's shape; where it is unknown, so is that of the first output.</summary>
    public bool TryIn([NotNullWhen(true)] out Shape? shape)
    {
        shape = In(0);
        if (shape is null)
            Out(0, Type(0), null);
        return shape is not null;
    }

    public ElementType Type(int index) => node.HasInput(index) ? table.Type(node.Inputs[index]) : ElementType.Undefined;

    public long[]? Constant(int index) => node.HasInput(index) ? table.Constant(node.Inputs[index]) : null;

    public Tensor? Tensor(int index) => node.HasInput(index) ? table.FindTensor(node.Inputs[index]) : null;

    public IReadOnlyList<ShapeElement>? Elements(int index) => node.HasInput(index) ? table.Elements(node.Inputs[index]) : null;

    /// <summary>Content of a one-dimensional (or scalar) input; when only its length is known, that many unknown elements; null when not even that.</summary>
    public IReadOnlyList<ShapeElement>? ElementsOrUnknown(int index) =>
        Elements(index) ?? (In(index) is { Rank: 1 } s && s[0].IsKnown && s[0].Value <= ShapeTable.MaxElements ? new ShapeElement[s[0].Value] : null);

    /// <summary>Integers that older operator sets give as an attribute and newer ones as an input; null when given neither way, or not constant.</summary>
    public long[]? IntsOrInput(string attribute, int input) => node.Ints(attribute) ?? Constant(input);

    /// <summary>An axis in [0, rank).</summary>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new InvalidOperationException($"the axis {axis} does not exist in a tensor of rank {rank}");

    /// <summary>Axes in [0, rank), each at most once.</summary>
    public static HashSet<int> Axes(IEnumerable<long> axes, int rank) => [.. axes.Select(a => Axis(a, rank))];

    public void Out(int index, ElementType type, Shape? shape)
    {
        if (node.HasOutput(index))
            table.Set(node.Outputs[index], type, shape);
    }

    public void OutElements(int index, IEnumerable<ShapeElement>? elements)
    {
        if (node.HasOutput(index) && elements is not null)
            table.SetElements(node.Outputs[index], elements);
    }

    /// <summary>Two dimensions that must be equal: the better known of the two.</summary>
    /// <exception cref="InvalidOperationException">They are different numbers.</exception>
    public static Dim Same(Dim a, Dim b, string what) =>
        a.IsKnown && b.IsKnown && a.Value != b.Value ? throw new InvalidOperationException($"{what}: {a} and {b} differ")
        : a.IsKnown ? a : b.IsKnown ? b : a.IsUnknown ? b : a;

    /// <exception cref="InvalidOperationException">The condition does not hold.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
            throw new InvalidOperationException(otherwise);
    }
}
