using TransferLab.Onnx;

namespace TransferLab.TensorFlow.Operators;

/// <summary>Reductions over constant axes.</summary>
internal static class ReductionOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        foreach (var (tensorFlow, onnx) in ((string, string)[])[("Mean", "ReduceMean"), ("Sum", "ReduceSum"), ("Max", "ReduceMax"), ("Min", "ReduceMin"), ("Prod", "ReduceProd")])
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
