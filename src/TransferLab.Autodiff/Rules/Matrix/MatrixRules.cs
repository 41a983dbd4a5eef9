namespace TransferLab.Autodiff.Rules.Matrix;

/// <summary>Matrix products.</summary>
internal static class MatrixRules
{
    public static void Register(GradientRegistry registry)
    {
        registry.Add("Gemm", 7, Gemm);
        registry.Add("MatMul", 1, MatMul);
    }

    /// <summary>Y = α·A'·B' + β·C, where A' and B' may be transposed: every gradient is one Gemm that transposes on the fly.</summary>
    private static void Gemm(GradientContext c)
    {
        bool transA = c.Node.Int("transA") != 0, transB = c.Node.Int("transB") != 0;
        var (a, b, g) = (c.Input(0), c.Input(1), c.FullG());
        if (c.Needs(0))
            c.Give(0, transA ? Product(c, b, g, transB, true) : Product(c, g, b, false, !transB));
        if (c.Needs(1))
            c.Give(1, transB ? Product(c, g, a, true, transA) : Product(c, a, g, !transA, false));
        if (c.Needs(2))
            c.GiveBroadcast(2, c.Scale(g, c.Node.Float("beta", 1)));
    }

    private static string Product(GradientContext c, string left, string right, bool transLeft, bool transRight) =>
        c.Op("Gemm", [left, right],
            NodeAttribute.Float("alpha", c.Node.Float("alpha", 1)), NodeAttribute.Int("transA", transLeft ? 1 : 0),
            NodeAttribute.Int("transB", transRight ? 1 : 0));

    /// <summary>NumPy's matmul: vectors, matrices, and stacks of matrices that broadcast.</summary>
    private static void MatMul(GradientContext c)
    {
        int rankA = c.InputShape(0).Rank, rankB = c.InputShape(1).Rank;
        // A vector on the left is a row, on the right a column; the product has lost that axis.
        var a = rankA == 1 ? c.Unsqueeze(c.Input(0), 0) : c.Input(0);
        var b = rankB == 1 ? c.Unsqueeze(c.Input(1), 1) : c.Input(1);
        var g = c.FullG();
        if (rankB == 1)
            g = c.Unsqueeze(g, -1);
        if (rankA == 1)
            g = c.Unsqueeze(g, -2);
        if (c.Needs(0))
            Return(c, 0, c.Op("MatMul", g, c.MatrixTranspose(b)), rankA == 1 ? -2 : null);
        if (c.Needs(1))
            Return(c, 1, rankB <= 2 ? Weights(c, a, g) : c.Op("MatMul", c.MatrixTranspose(a), g), rankB == 1 ? -1 : null);
    }

    /// <summary>AᵀG summed over all leading axes: they join the rows, which makes it one Gemm instead of a stack of products and a sum.</summary>
    private static string Weights(GradientContext c, string a, string g) =>
        c.Op("Gemm", [Rows(c, a), Rows(c, g)], NodeAttribute.Int("transA", 1));

    private static string Rows(GradientContext c, string x)
    {
        var shape = c.Shapes.Shape(x);
        if (shape.Rank == 2)
            return x;
        if (!shape[^1].IsKnown)
            throw c.Refuse($"the last dimension of '{x}' is not known.");
        var rows = c.Op("Reshape", x, c.Ints(-1, shape[^1].Value));
        c.Shapes.Set(rows, c.Shapes.Type(x), new Shape(new Shape([.. shape.SkipLast(1)]).Count, shape[^1]));
        return rows;
    }

    private static void Return(GradientContext c, int index, string gradient, int? vectorAxis)
    {
        if (vectorAxis is { } axis)
        {
            var rank = c.Shapes.Shape(gradient).Rank;
            gradient = c.Squeeze(gradient, rank + axis);
        }
        c.Give(index, gradient);
    }
}
