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
        return c.Transpose(c.Op("MatMul", c.Transpose(gradient, swap), constant), swap);
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

/// <summary>The matrix [outer,inner] that resamples one axis, by the coordinate and interpolation modes of the Resize operator.</summary>
internal static class ResamplingMatrix
{
    public static float[] Of(GradientContext c, int inner, int outer, float scale)
    {
        var (mode, coordinates) = (c.Node.String("mode", "nearest"), c.Node.String("coordinate_transformation_mode", "half_pixel"));
        var matrix = new float[checked(outer * inner)];
        for (var row = 0; row < outer; row++)
        {
            var weights = matrix.AsSpan(row * inner, inner);
            var x = Source(c, coordinates, row, inner, outer, scale);
            switch (mode)
            {
                case "nearest":
                    weights[Math.Clamp(Nearest(c, x), 0, inner - 1)] = 1;
                    break;
                case "linear":
                    x = Math.Clamp(x, 0, inner - 1);
                    var low = Math.Min((int)x, inner - 1);
                    weights[low] += 1 - (x - low);
                    weights[Math.Min(low + 1, inner - 1)] += x - low;
                    break;
                case "cubic":
                    Cubic(weights, x, c.Node.Float("cubic_coeff_a", -0.75f), c.Node.Int("exclude_outside") != 0);
                    break;
                default:
                    throw c.Refuse($"the interpolation mode '{mode}' is not covered.");
            }
        }
        return matrix;
    }

    // Single precision as in the runtime, so that a nearest neighbour at a tie is the same one.
    private static float Source(GradientContext c, string mode, int position, int inner, int outer, float scale) => mode switch
    {
        "asymmetric" => position / scale,
        "half_pixel" => ((position + 0.5f) / scale) - 0.5f,
        "pytorch_half_pixel" => outer > 1 ? ((position + 0.5f) / scale) - 0.5f : 0,
        "align_corners" => outer > 1 ? position * (float)(inner - 1) / (outer - 1) : 0,
        "half_pixel_symmetric" => (inner / 2f * (1 - (outer / (scale * inner)))) + ((position + 0.5f) / scale) - 0.5f,
        _ => throw c.Refuse($"the coordinate transformation '{mode}' is not covered."),
    };

    private static int Nearest(GradientContext c, float x) => c.Node.String("nearest_mode", "round_prefer_floor") switch
    {
        "round_prefer_floor" => (int)MathF.Ceiling(x - 0.5f),
        "round_prefer_ceil" => (int)MathF.Floor(x + 0.5f),
        "floor" => (int)MathF.Floor(x),
        "ceil" => (int)MathF.Ceiling(x),
        var other => throw c.Refuse($"the nearest mode '{other}' is not covered."),
    };

    /// <summary>Keys' cubic convolution over four neighbours; those beyond an end count as the end, or not at all.</summary>
    private static void Cubic(Span<float> weights, float x, float a, bool excludeOutside)
    {
        var first = (int)MathF.Floor(x) - 1;
        Span<float> taps = stackalloc float[4];
        var total = 0f;
        for (var t = 0; t < 4; t++)
        {
            var d = MathF.Abs(x - (first + t));
            taps[t] = d <= 1 ? (((((a + 2) * d) - (a + 3)) * d) * d) + 1 : (((((a * d) - (5 * a)) * d) + (8 * a)) * d) - (4 * a);
            if (excludeOutside && (first + t < 0 || first + t >= weights.Length))
                taps[t] = 0;
            total += taps[t];
        }
        for (var t = 0; t < 4; t++)
            weights[Math.Clamp(first + t, 0, weights.Length - 1)] += excludeOutside ? taps[t] / total : taps[t];
    }
}
