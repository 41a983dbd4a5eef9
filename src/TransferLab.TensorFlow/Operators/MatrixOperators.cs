namespace TransferLab.TensorFlow.Operators;

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
