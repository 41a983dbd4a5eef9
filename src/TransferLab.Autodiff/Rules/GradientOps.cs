using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules;

/// <summary>Arithmetic and masks as one-liners, for formulas that read like the textbook's.</summary>
internal static class GradientOps
{
    // Steep enough that every positive float above 1e-30 gives 1; a power of two, so that the multiplication is exact.
    private const float Steep = 1.2676506e30f;

    /// <summary>The gradient of the only output, of its rank, possibly 1 where the output is stretched.</summary>
    public static string G(this GradientContext c) => c.CompactOutputGradient()!;

    /// <summary>The gradient of the only output in its full shape.</summary>
    public static string FullG(this GradientContext c) => c.OutputGradient()!;

    public static string Op(this GradientContext c, string opType, params string[] inputs) => c.Builder.Add(opType, inputs);

    public static string Add(this GradientContext c, string a, string b) => c.Builder.Add("Add", [a, b]);

    public static string Sub(this GradientContext c, string a, string b) => c.Builder.Add("Sub", [a, b]);

    public static string Mul(this GradientContext c, string a, string b) => c.Builder.Add("Mul", [a, b]);

    public static string Div(this GradientContext c, string a, string b) => c.Builder.Add("Div", [a, b]);

    public static string Neg(this GradientContext c, string x) => c.Builder.Add("Neg", [x]);

    public static string AddNumber(this GradientContext c, string x, double number) => number == 0 ? x : c.Add(x, c.Scalar(number, x));

    public static string Scale(this GradientContext c, string x, double factor) => factor == 1 ? x : c.Mul(x, c.Scalar(factor, x));

    /// <summary>number − x.</summary>
    public static string From(this GradientContext c, double number, string x) => c.Sub(c.Scalar(number, x), x);

    /// <summary>1 where x is positive, else 0: one vectorised pass, where a comparison and a cast would take two slow ones.</summary>
    public static string Step(this GradientContext c, string x) =>
        c.Builder.Add("HardSigmoid", [x], NodeAttribute.Float("alpha", Steep), NodeAttribute.Float("beta", 0));

    /// <summary>Converts to the element type of another value.</summary>
    public static string CastTo(this GradientContext c, string x, string like)
    {
        var type = c.Shapes.Type(like) is ElementType.Undefined ? ElementType.Float : c.Shapes.Type(like);
        return c.Shapes.Type(x) == type ? x : c.Builder.Add("Cast", [x], NodeAttribute.Int("to", (long)type));
    }

    public static string Sum(this GradientContext c, string x, bool keepDims, params long[] axes) =>
        c.Builder.Add("ReduceSum", [x, c.Builder.Ints(axes)], NodeAttribute.Int("keepdims", keepDims ? 1 : 0));

    public static string Transposed(this GradientContext c, string x, params IEnumerable<long> perm) =>
        c.Builder.Add("Transpose", [x], NodeAttribute.Ints("perm", perm));

    /// <summary>Swaps the last two axes.</summary>
    public static string MatrixTranspose(this GradientContext c, string x)
    {
        var rank = c.Shapes.Shape(x).Rank;
        return c.Transposed(x, [.. Enumerable.Range(0, rank - 2).Select(i => (long)i), rank - 1, rank - 2]);
    }

    public static string Unsqueeze(this GradientContext c, string x, params long[] axes) => axes.Length == 0 ? x : c.Builder.Add("Unsqueeze", [x, c.Builder.Ints(axes)]);

    public static string Squeeze(this GradientContext c, string x, params long[] axes) => axes.Length == 0 ? x : c.Builder.Add("Squeeze", [x, c.Builder.Ints(axes)]);

    /// <summary>Reshapes to the shape of another value.</summary>
    public static string ReshapeLike(this GradientContext c, string x, string like)
    {
        var shape = c.Shapes.Shape(like);
        var result = c.Builder.Add("Reshape", [x, shape.Count(d => !d.IsKnown) <= 1 && shape.All(d => d != Dim.Of(0))
            ? c.Builder.Ints(shape.ToLongs())
            : c.Builder.Add("Shape", [like])]);
        c.Shapes.Set(result, c.Shapes.Type(x), shape);
        return result;
    }

    /// <summary>Flattens to one axis.</summary>
    public static string Flat(this GradientContext c, string x) => c.Builder.Add("Reshape", [x, c.Builder.Ints(-1)]);

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(this GradientContext c, long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw c.Refuse($"its axis {axis} does not fit rank {rank}.");

    /// <summary>Zeros in the shape and type of another value.</summary>
    public static string ZerosLike(this GradientContext c, string like)
    {
        var shape = c.Shapes.Shape(like);
        var zeros = c.Builder.Add("Expand", [c.Scalar(0, like), shape.IsStatic ? c.Builder.Ints(shape.ToLongs()) : c.Builder.Add("Shape", [like])]);
        c.Shapes.Set(zeros, c.Shapes.Type(like), shape);
        return zeros;
    }

    /// <summary>Integers as int64.</summary>
    public static string CastToInt64(this GradientContext c, string x) =>
        c.Shapes.Type(x) == ElementType.Int64 ? x : c.Builder.Add("Cast", [x], NodeAttribute.Int("to", (long)ElementType.Int64));
}
