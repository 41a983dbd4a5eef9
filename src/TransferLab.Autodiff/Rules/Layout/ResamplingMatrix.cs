namespace TransferLab.Autodiff.Rules.Layout;

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
