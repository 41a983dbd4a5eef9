using TransferLab.Onnx;

namespace TransferLab.Autodiff.Rules.Layout;

/// <summary>
/// Resampling is linear and goes axis by axis: a matrix per resampled axis, whose transpose takes the gradient back. Covers nearest, linear and
/// cubic interpolation between constant sizes.
/// </summary>
internal static class ResizeRules
{
    public static void Register(GradientRegistry registry) => registry.Add("Resize", 11, Resize);

    private static void Resize(GradientContext c)
    {
        Shape from = c.InputShape(0), to = c.OutputShape();
        if (c.Node.Int("antialias") != 0)
            throw c.Refuse("antialiasing is not covered.");
        if (c.Node.String("keep_aspect_ratio_policy", "stretch") != "stretch")
            throw c.Refuse("only keep_aspect_ratio_policy=stretch is covered.");
        var scales = c.Node.HasInput(2) ? c.Constant(2) : null;
        if (scales is null && !c.Node.HasInput(3))
            throw c.Refuse("its scales are not constant.");
        var axes = c.Node.Ints("axes") is { } given ? Array.ConvertAll(given, a => c.Axis(a, from.Rank)) : [.. Enumerable.Range(0, from.Rank)];
        var gradient = c.FullG();
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = axes[i];
            float? scale = scales is { Count: > 0 } ? scales.ToFloats()[i] : null;
            if (from[axis] == to[axis] && scale is null or 1)
                continue;
            if (!from[axis].IsKnown || !to[axis].IsKnown)
                throw c.Refuse($"the length of axis {axis} ({from[axis]} to {to[axis]}) has to be known.");
            int inner = checked((int)from[axis].Value), outer = checked((int)to[axis].Value);
            var matrix = ResamplingMatrix.Of(c, inner, outer, scale ?? (float)outer / inner);
            gradient = Multiply(c, gradient, matrix, outer, inner, axis);
        }
        c.Give(0, gradient);
    }

    /// <summary>Contracts one axis of the gradient with the [outer,inner] matrix.</summary>
    private static string Multiply(GradientContext c, string gradient, float[] matrix, int outer, int inner, int axis)
    {
        var rank = c.Shapes.Shape(gradient).Rank;
        if (axis == rank - 2)
            return c.Op("MatMul", c.Builder.Constant(Tensor.From(Transpose(matrix, outer, inner), inner, outer), "resampling"), gradient);
        var constant = c.Builder.Constant(Tensor.From(matrix, outer, inner), "resampling");
        if (axis == rank - 1)
            return c.Op("MatMul", gradient, constant);
        var swap = Enumerable.Range(0, rank).Select(i => (long)(i == axis ? rank - 1 : i == rank - 1 ? axis : i)).ToArray();
        return c.Transposed(c.Op("MatMul", c.Transposed(gradient, swap), constant), swap);
    }

    private static float[] Transpose(float[] matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
        for (var r = 0; r < rows; r++)
            for (var k = 0; k < columns; k++)
                result[(k * rows) + r] = matrix[(r * columns) + k];
        return result;
    }
}
