namespace TransferLab.Classifiers.Explanation;

/// <summary>
/// Colours of heat, from dark violet over blue and green to light yellow: a curve through CIELAB, walked in 256 steps of equal length, so that equal
/// differences of value look equal and every higher value is lighter, also in print without colours and to eyes that do not tell red from green.
/// </summary>
internal static class HeatColors
{
    // L*, a*, b* of the curve's points; all of it lies within sRGB.
    private static readonly double[][] s_points = [[14, 26, -32], [32, 16, -42], [48, -10, -32], [62, -32, -2], [77, -34, 40], [92, -12, 68]];

    private static readonly byte[] s_table = Build();

    /// <summary>The colour of a value.</summary>
    /// <param name="value">0 to 1.</param>
    public static (byte R, byte G, byte B) Of(float value)
    {
        var i = 3 * (int)MathF.Round(Math.Clamp(value, 0, 1) * 255);
        return (s_table[i], s_table[i + 1], s_table[i + 2]);
    }

    private static byte[] Build()
    {
        const int fine = 4096;
        var curve = Enumerable.Range(0, fine + 1).Select(i => PointAt(i / (double)fine)).ToArray();
        var along = new double[fine + 1];
        for (var i = 1; i <= fine; i++)
            along[i] = along[i - 1] + Distance(curve[i - 1], curve[i]);
        var table = new byte[256 * 3];
        for (int step = 0, i = 0; step < 256; step++)
        {
            while (i < fine && along[i] < along[fine] * step / 255)
                i++;
            ToSrgb(curve[i], table.AsSpan(step * 3, 3));
        }
        return table;
    }

    // A Catmull-Rom spline: through every point, without a kink.
    private static double[] PointAt(double t)
    {
        var segments = s_points.Length - 1;
        var k = Math.Min((int)(t * segments), segments - 1);
        var u = (t * segments) - k;
        double[] p1 = s_points[k], p2 = s_points[k + 1];
        var p0 = k > 0 ? s_points[k - 1] : Beyond(p2, p1);
        var p3 = k + 2 < s_points.Length ? s_points[k + 2] : Beyond(p1, p2);
        return [.. Enumerable.Range(0, 3).Select(c =>
            p1[c] + (0.5 * u * (p2[c] - p0[c] + (u * ((2 * p0[c]) - (5 * p1[c]) + (4 * p2[c]) - p3[c] + (u * ((3 * (p1[c] - p2[c])) + p3[c] - p0[c])))))))];
    }

    private static double[] Beyond(double[] from, double[] to) => [.. from.Zip(to, (f, t) => (2 * t) - f)];

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    // CIE 1976 with the white of D65, then IEC 61966-2-1.
    private static void ToSrgb(double[] lab, Span<byte> rgb)
    {
        var fy = (lab[0] + 16) / 116;
        var (x, y, z) = (0.95047 * Decompress(fy + (lab[1] / 500)), Decompress(fy), 1.08883 * Decompress(fy - (lab[2] / 200)));
        rgb[0] = Encode((3.2404542 * x) - (1.5371385 * y) - (0.4985314 * z));
        rgb[1] = Encode((-0.9692660 * x) + (1.8760108 * y) + (0.0415560 * z));
        rgb[2] = Encode((0.0556434 * x) - (0.2040259 * y) + (1.0572252 * z));
    }

    private static double Decompress(double f) => f > 6.0 / 29 ? f * f * f : (f - (4.0 / 29)) * 108 / 841;

    private static byte Encode(double linear)
    {
        var v = linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
        return (byte)Math.Clamp(Math.Round(v * 255), 0, 255);
    }
}
