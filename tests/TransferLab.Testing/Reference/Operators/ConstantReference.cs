using TransferLab.Onnx;

namespace TransferLab.Testing.Reference.Operators;

/// <summary>Operators that make arrays out of attributes and shapes.</summary>
internal static class ConstantReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("Constant", Constant);
        all.Add("ConstantOfShape", c => c.Node.Tensor("value") is { } value
            ? NDArray.Filled(value.Type, NDArray.From(value).Values[0], c[0].ToInts())
            : NDArray.Zeros(ElementType.Float, c[0].ToInts()));
        all.Add("Range", Range);
        all.Add("EyeLike", EyeLike);
        all.Add("Trilu", Trilu);
    }

    private static NDArray Constant(OperatorCall c)
    {
        if (c.Node.Tensor("value") is { } tensor)
            return NDArray.From(tensor);
        if (c.Node.Has("value_int"))
            return new NDArray(ElementType.Int64, [c.Node.Int("value_int")]);
        if (c.Node.Has("value_float"))
            return NDArray.Float([c.Node.Float("value_float")]);
        if (c.Node.Ints("value_ints") is { } ints)
            return NDArray.Longs(ints);
        if (c.Node.Floats("value_floats") is { } floats)
            return NDArray.Float(Array.ConvertAll(floats, v => (double)v), floats.Length);
        throw c.Error("its value is of a kind that is not computed here.");
    }

    private static NDArray Range(OperatorCall c)
    {
        double start = c[0].Values[0], limit = c[1].Values[0], step = c[2].Values[0];
        var count = (int)Math.Max(0, Math.Ceiling((limit - start) / step));
        return new NDArray(c[0].Type, [.. Enumerable.Range(0, count).Select(i => start + (i * step))], count);
    }

    private static NDArray EyeLike(OperatorCall c)
    {
        var y = NDArray.Zeros(c.Node.Has("dtype") ? (ElementType)c.Int("dtype", 1) : c[0].Type, c[0].Dims);
        foreach (var index in NDArray.Indices(y.Dims))
            y[index] = index[1] - index[0] == c.Int("k", 0) ? 1 : 0;
        return y;
    }

    private static NDArray Trilu(OperatorCall c)
    {
        var y = c[0].Copy();
        var k = c.Optional(1)?.Values[0] ?? 0;
        foreach (var index in NDArray.Indices(y.Dims))
            if (c.Flag("upper", true) ? index[^1] - index[^2] < k : index[^1] - index[^2] > k)
                y[index] = 0;
        return y;
    }
}
