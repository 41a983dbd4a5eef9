namespace TransferLab.Testing.Reference.Operators;

/// <summary>Matrix products.</summary>
internal static class MatrixReference
{
    public static void Register(ReferenceOperators all)
    {
        all.Add("MatMul", c => MatMul(c[0], c[1]));
        all.Add("Gemm", Gemm);
    }

    /// <summary>NumPy's product: vectors are padded to matrices, leading axes broadcast.</summary>
    private static NDArray MatMul(NDArray a, NDArray b)
    {
        bool row = a.Rank == 1, column = b.Rank == 1;
        if (row)
            a = a.Reshape(1, a.Dims[0]);
        if (column)
            b = b.Reshape(b.Dims[0], 1);
        int rows = a.Dims[^2], inner = a.Dims[^1], columns = b.Dims[^1];
        if (b.Dims[^2] != inner)
            throw new InvalidOperationException($"MatMul: {a} and {b} do not fit");
        var batch = BinaryReference.BroadcastDims(a.Dims[..^2], b.Dims[..^2]);
        var y = NDArray.Zeros(a.Type, [.. batch, rows, columns]);
        var at = 0;
        foreach (var index in NDArray.Indices(batch))
        {
            int[] first = [.. index, 0, 0];
            int fromA = BinaryReference.BroadcastOffset(a, first), fromB = BinaryReference.BroadcastOffset(b, first);
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++, at++)
                    for (var k = 0; k < inner; k++)
                        y.Values[at] += a.Values[fromA + (i * inner) + k] * b.Values[fromB + (k * columns) + j];
        }
        return y.Reshape([.. batch, .. row ? [] : new[] { rows }, .. column ? [] : new[] { columns }]);
    }

    // Y = alpha * A' B' + beta * C, where ' transposes if asked to.
    private static NDArray Gemm(OperatorCall c)
    {
        NDArray a = c.Flag("transA") ? Transpose(c[0]) : c[0], b = c.Flag("transB") ? Transpose(c[1]) : c[1];
        double alpha = c.Float("alpha", 1f), beta = c.Float("beta", 1f);
        var y = UnaryReference.Map(MatMul(a, b), v => alpha * v);
        return c.Optional(2) is { } bias ? BinaryReference.Combine(y, bias, (v, w) => v + (beta * w)) : y;
    }

    private static NDArray Transpose(NDArray x) => ShapeReference.Transpose(x, [1, 0]);
}
