namespace TransferLab.TensorFlow.Operators;

/// <summary>Elementwise arithmetic with broadcasting, comparisons, choices and casts.</summary>
internal static class ArithmeticOperators
{
    private static readonly (string TensorFlow, string Onnx)[] s_same =
    [
        ("Exp", "Exp"), ("Log", "Log"), ("Sqrt", "Sqrt"), ("Neg", "Neg"), ("Abs", "Abs"), ("Floor", "Floor"), ("Ceil", "Ceil"), ("Round", "Round"),
        ("Rint", "Round"), ("Sign", "Sign"), ("Sin", "Sin"), ("Cos", "Cos"), ("Erf", "Erf"), ("Reciprocal", "Reciprocal"), ("Inv", "Reciprocal"),
        ("LogicalNot", "Not"), ("Add", "Add"), ("AddV2", "Add"), ("Sub", "Sub"), ("Mul", "Mul"), ("RealDiv", "Div"), ("Div", "Div"), ("Maximum", "Max"),
        ("Minimum", "Min"), ("Pow", "Pow"), ("Greater", "Greater"), ("GreaterEqual", "GreaterOrEqual"), ("Less", "Less"), ("LessEqual", "LessOrEqual"),
        ("Equal", "Equal"), ("LogicalAnd", "And"), ("LogicalOr", "Or"),
    ];

    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        foreach (var (tensorFlow, onnx) in s_same)
            handlers.Add(tensorFlow, c => c.Give(onnx, Enumerable.Range(0, c.InputCount).Select(c.In)));
        handlers.Add("AddN", c => c.Give("Sum", Enumerable.Range(0, c.InputCount).Select(c.In)));
        handlers.Add("FloorDiv", FloorDivide);
        handlers.Add("NotEqual", c => c.Give("Not", [c.Op("Equal", c.In(0), c.In(1))]));
        handlers.Add("Square", c => c.Give("Mul", [c.In(0), c.In(0)]));
        handlers.Add("Rsqrt", c => c.Give("Reciprocal", [c.Op("Sqrt", c.In(0))]));
        handlers.Add("Log1p", c => c.Give("Log", [c.Op("Add", c.In(0), c.Number(1, c.Type(0)))]));
        handlers.Add("SquaredDifference", SquaredDifference);
        handlers.Add("BiasAdd", BiasAdd);
        handlers.Add("Cast", c => c.Give("Cast", [c.In(0)], NodeAttribute.Int("to", (long)Target(c))));
        handlers.Add("SelectV2", c => c.Give("Where", [c.In(0), c.In(1), c.In(2)]));
        handlers.Add("Select", Select);
    }

    private static void SquaredDifference(MappingContext c)
    {
        var difference = c.Op("Sub", c.In(0), c.In(1));
        c.Give("Mul", [difference, difference]);
    }

    private static void FloorDivide(MappingContext c)
    {
        if (c.Type(0).IsFloatingPoint())
        {
            c.Give("Floor", [c.Op("Div", c.In(0), c.In(1))]);
            return;
        }
        // Of numbers that are not negative, as in arithmetic on shapes, rounding down is rounding towards zero.
        foreach (var input in (string[])[c.In(0), c.In(1)])
            if (c.Builder.Shapes.Elements(input)?.All(e => !e.IsUnknown && e.Value >= 0) != true)
                throw c.Refuse("rounds down whole numbers that may be negative");
        c.Give("Div", [c.In(0), c.In(1)]);
    }

    private static void BiasAdd(MappingContext c)
    {
        if (!c.IsChannelsFirst || c.Shape(0).Rank <= 2)
            c.Give("Add", [c.In(0), c.In(1)]);
        else
            // [C] has to meet axis 1.
            c.Give("Add", [c.In(0), c.Op("Unsqueeze", c.In(1), c.Builder.Ints([.. Enumerable.Range(1, c.Shape(0).Rank - 2).Select(i => (long)i)]))]);
    }

    private static ElementType Target(MappingContext c) =>
        DataTypes.ToOnnx(c.Node.Type("DstT")) is var type && type.Size() > 0 ? type : throw c.Refuse($"casts to {DataTypes.Name(c.Node.Type("DstT"))}");

    // Unlike SelectV2, a vector of conditions picks whole rows.
    private static void Select(MappingContext c)
    {
        var condition = c.In(0);
        if (c.Shape(0).Rank == 1 && c.Shape(1).Rank > 1)
            condition = c.Op("Unsqueeze", condition, c.Builder.Ints([.. Enumerable.Range(1, c.Shape(1).Rank - 1).Select(i => (long)i)]));
        c.Give("Where", [condition, c.In(1), c.In(2)]);
    }
}

/// <summary>Activations, and softmax over the last axis.</summary>
internal static class ActivationOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        foreach (var op in (string[])["Relu", "Elu", "Selu", "Sigmoid", "Tanh", "Softplus", "Softsign"])
            handlers.Add(op, c => c.Give(op, [c.In(0)]));
        handlers.Add("Relu6", c => c.Give("Clip", [c.In(0), c.Number(0, c.Type(0)), c.Number(6, c.Type(0))]));
        handlers.Add("LeakyRelu", c => c.Give("LeakyRelu", [c.In(0)], NodeAttribute.Float("alpha", c.Node.Float("alpha", 0.2f))));
        // x·sigmoid(x), as tf.nn.swish is called where it was registered as a function of its own.
        handlers.Add("Swish", c => c.Give("Mul", [c.In(0), c.Op("Sigmoid", c.In(0))]));
        handlers.Add("Softmax", c => c.Give("Softmax", [c.In(0)], NodeAttribute.Int("axis", -1)));
        handlers.Add("LogSoftmax", c => c.Give("LogSoftmax", [c.In(0)], NodeAttribute.Int("axis", -1)));
    }
}
