namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Operators whose output has the shape of their input, or of their inputs broadcast together.</summary>
internal static class ElementwiseShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        foreach (var op in (string[])["Neg", "Sqrt", "Exp", "Log", "Erf", "Relu", "LeakyRelu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Elu",
            "Gelu", "Swish", "Softmax", "LogSoftmax", "Hardmax", "Abs", "Sign", "Reciprocal", "Floor", "Ceil", "Round", "Softplus", "Softsign", "Selu", "Celu",
            "ThresholdedRelu", "Mish", "Not", "Shrink", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "PRelu",
            "CumSum", "Trilu", "ReverseSequence", "BitwiseNot"])
            rules.Add(op, c => c.Out(0, c.Type(0), c.In(0)));
        foreach (var op in (string[])["IsNaN", "IsInf"])
            rules.Add(op, c => c.Out(0, ElementType.Bool, c.In(0)));
        foreach (var op in (string[])["Pow", "Sum", "Mean", "Mod", "And", "Or", "Xor", "BitwiseAnd", "BitwiseOr", "BitwiseXor"])
            rules.Add(op, c => Broadcast(c, c.Type(0)));
        foreach (var op in (string[])["Greater", "Less", "GreaterOrEqual", "LessOrEqual"])
            rules.Add(op, c => Broadcast(c, ElementType.Bool));
        rules.Add("BitShift", c => Broadcast(c, c.Type(0)));
        rules.Add("Add", c => Arithmetic(c, (a, b) => a + b));
        rules.Add("Sub", c => Arithmetic(c, (a, b) => a - b));
        rules.Add("Mul", c => Arithmetic(c, (a, b) => a * b));
        rules.Add("Div", c => Arithmetic(c, (a, b) => a / b));
        rules.Add("Max", c => Arithmetic(c, ShapeElement.Max));
        rules.Add("Min", c => Arithmetic(c, ShapeElement.Min));
        rules.Add("Equal", Equal);
        rules.Add("Identity", Identity);
        rules.Add("Cast", Cast);
        rules.Add("CastLike", c => c.Out(0, c.Type(1), c.In(0)));
        rules.Add("Where", Where);
        rules.Add("Dropout", Dropout);
        rules.Add("QuantizeLinear", c => c.Out(0, c.HasInput(2) ? c.Type(2) : ElementType.UInt8, c.In(0)));
        rules.Add("DequantizeLinear", c => c.Out(0, c.Type(1), c.In(0)));
    }

    private static void Broadcast(ShapeRuleContext c, ElementType type) => c.Out(0, type, Common(c));

    private static Shape? Common(ShapeRuleContext c)
    {
        // Before version 7 the second operand was aligned at an axis; such files are refused by the upgrade, not misread here.
        Shape? shape = Shape.Scalar;
        for (var i = 0; i < c.Node.Inputs.Count && shape is not null; i++)
            shape = c.In(i) is { } s ? Broadcasting.Combine(shape, s) : null;
        return shape;
    }

    private static void Arithmetic(ShapeRuleContext c, Func<ShapeElement, ShapeElement, ShapeElement> combine)
    {
        Broadcast(c, c.Type(0));
        var content = IsVector(c) ? c.Elements(0) : null;
        for (var i = 1; i < c.Node.Inputs.Count && content is not null; i++)
            content = Zip(content, c.Elements(i), combine);
        c.OutElements(0, content);
    }

    private static void Equal(ShapeRuleContext c)
    {
        Broadcast(c, ElementType.Bool);
        if (IsVector(c) && c.Elements(0) is { } a)
            c.OutElements(0, Zip(a, c.Elements(1), ShapeElement.AreEqual));
    }

    private static void Where(ShapeRuleContext c)
    {
        Broadcast(c, c.Type(1));
        if (c.Elements(0) is not { } condition || c.Elements(1) is not { } yes || c.Elements(2) is not { } no)
            return;
        var count = Math.Max(condition.Count, Math.Max(yes.Count, no.Count));
        if (new[] { condition, yes, no }.All(l => l.Count == count || l.Count == 1) && IsVector(c))
            c.OutElements(0, Enumerable.Range(0, count).Select(i => At(condition, i) is { IsConstant: true } k
                ? k.Value != 0 ? At(yes, i) : At(no, i)
                : At(yes, i) == At(no, i) ? At(yes, i) : default));
    }

    // Element lists are combined one by one only where broadcasting cannot reorder them: between vectors and scalars.
    private static bool IsVector(ShapeRuleContext c) => Enumerable.Range(0, c.Node.Inputs.Count).All(i => c.In(i) is { Rank: <= 1 });

    private static ShapeElement At(IReadOnlyList<ShapeElement> list, int index) => list[list.Count == 1 ? 0 : index];

    private static IReadOnlyList<ShapeElement>? Zip(
        IReadOnlyList<ShapeElement> a, IReadOnlyList<ShapeElement>? b, Func<ShapeElement, ShapeElement, ShapeElement> combine) =>
        b is null || (a.Count != b.Count && a.Count != 1 && b.Count != 1) ? null
        : [.. Enumerable.Range(0, Math.Max(a.Count, b.Count)).Select(i => combine(At(a, i), At(b, i)))];

    private static void Identity(ShapeRuleContext c)
    {
        c.Out(0, c.Type(0), c.In(0));
        c.OutElements(0, c.Elements(0));
    }

    private static void Cast(ShapeRuleContext c)
    {
        var to = (ElementType)c.Node.Int("to");
        c.Out(0, to, c.In(0));
        if (to is ElementType.Int64 or ElementType.Int32)
            c.OutElements(0, c.Elements(0));
    }

    private static void Dropout(ShapeRuleContext c)
    {
        c.Out(0, c.Type(0), c.In(0));
        c.Out(1, c.Opset >= 10 ? ElementType.Bool : c.Type(0), c.In(0));
    }
}
