using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules.Matrix;

/// <summary>Y = α·A'·B' + β·C, where A' and B' may be transposed: every gradient is one Gemm that transposes on the fly.</summary>
internal static class GemmRules
{
    public static void Register(GradientRegistry registry) => registry.Add("Gemm", 7, Gemm);

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
        c.Builder.Add("Gemm", [left, right],
            NodeAttribute.Float("alpha", c.Node.Float("alpha", 1)), NodeAttribute.Int("transA", transLeft ? 1 : 0), NodeAttribute.Int("transB", transRight ? 1 : 0));
}
