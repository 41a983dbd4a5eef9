namespace TransferLab.TensorFlow.Operators;

/// <summary>Reductions over constant axes.</summary>
internal static class ReductionOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        foreach (var (tensorFlow, onnx) in ((string, string)[])[("Mean", "ReduceMean"), ("Sum", "ReduceSum"), ("Max", "ReduceMax"), ("Min", "ReduceMin"),
            ("Prod", "ReduceProd")])
            handlers.Add(tensorFlow, c => Reduce(c, onnx));
    }

    private static void Reduce(MappingContext c, string op)
    {
        var rank = c.Shape(0).Rank;
        var keep = c.Node.Bool("keep_dims", c.Node.Bool("keepdims"));
        long[] axes = [.. c.Longs(1, "axes").Select(a => (long)c.Axis(a, rank)).Distinct().Order()];
        // To ONNX no axes mean all of them, to TensorFlow none.
        if (axes.Length == 0)
            c.Give(c.In(0));
        else if (op == "ReduceProd" && !keep && Product(c, axes) is { } count)
            c.Give(count);
        else
            c.Give(op, [c.In(0), c.Builder.Ints(axes)], NodeAttribute.Int("keepdims", keep ? 1 : 0));
    }

    // Of a vector with known content, i.e. of a shape, the product is known: shapes stay constants.
    private static string? Product(MappingContext c, long[] axes)
    {
        if (c.Shape(0).Rank != 1 || axes is not [0] || c.Builder.Shapes.Constant(c.In(0)) is not { } values)
            return null;
        var product = values.Aggregate(1L, (a, b) => checked(a * b));
        return c.Builder.Constant(c.Type(0) == ElementType.Int32 ? Tensor.Scalar(checked((int)product)) : Tensor.Scalar(product), "ints");
    }
}

/// <summary>Matrix products.</summary>
internal static class MatrixOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("MatMul", c => Product(c, c.Node.Bool("transpose_a"), c.Node.Bool("transpose_b")));
        foreach (var op in (string[])["BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"])
            handlers.Add(op, c => Product(c, c.Node.Bool("adj_x"), c.Node.Bool("adj_y")));
    }

    private static void Product(MappingContext c, bool first, bool second) => c.Give("MatMul", [Operand(c, 0, first), Operand(c, 1, second)]);

    private static string Operand(MappingContext c, int index, bool transposed)
    {
        if (!transposed)
            return c.In(index);
        long[] order = [.. Enumerable.Range(0, c.Shape(index).Rank)];
        if (order.Length < 2)
            throw c.Refuse($"its operand has the shape {c.Shape(index)}");
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return c.Relaid(index, order);
    }
}
