namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Operators whose output has the shape of their input, or of their inputs broadcast together.</summary>
internal static class ElementwiseShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        foreach (var op in (string[])["Identity", "Neg", "Sqrt", "Exp", "Log", "Erf", "Relu", "LeakyRelu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Elu", "Gelu",
            "Softmax", "LogSoftmax", "Abs", "Sign", "Reciprocal", "Floor", "Ceil", "Round", "Softplus", "Softsign", "Selu", "Celu", "ThresholdedRelu", "Mish", "Not", "LRN",
            "InstanceNormalization", "PRelu"])
            rules.Add(op, SameAsInput);
        foreach (var op in (string[])["Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Mean", "Mod", "And", "Or", "Xor"])
            rules.Add(op, c => Broadcast(c, c.Type(0)));
        foreach (var op in (string[])["Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual"])
            rules.Add(op, c => Broadcast(c, ElementType.Bool));
        rules.Add("Where", c => Broadcast(c, c.Type(1)));
    }

    private static void SameAsInput(ShapeRuleContext c)
    {
        c.Out(0, c.Type(0), c.In(0));
        if (c.Node.Is("Identity") && c.Content(0) is { } content)
            c.OutContent(0, content);
    }

    private static void Broadcast(ShapeRuleContext c, ElementType type)
    {
        Shape? shape = Shape.Scalar;
        for (var i = 0; i < c.Node.Inputs.Count && shape is not null; i++)
            shape = c.In(i) is { } s ? Broadcasting.Combine(shape, s) : null;
        c.Out(0, type, shape);
    }
}
