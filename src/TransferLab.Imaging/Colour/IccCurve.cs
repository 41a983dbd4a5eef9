namespace TransferLab.Imaging.Colour;

/// <summary>The two forms of a tone curve in ICC profiles: <c>curv</c> (gamma or table) and <c>para</c> (formula).</summary>
internal static class IccCurve
{
    /// <summary>Linear light in [0, 1] of each 8-bit level; null when the curve is broken or of an unknown kind.</summary>
    internal static float[]? TryRead(ReadOnlySpan<byte> tag)
    {
        if (tag.Length < 12)
            return null;
        Func<double, double>? curve = tag.StartsWith("curv"u8) ? ReadCurv(tag) : tag.StartsWith("para"u8) ? ReadPara(tag) : null;
        if (curve is null)
            return null;
        var table = new float[256];
        for (var i = 0; i < table.Length; i++)
        {
            var value = curve(i / 255.0);
            if (!double.IsFinite(value))
                return null;
            table[i] = (float)Math.Clamp(value, 0, 1);
        }
        return table;
    }

    private static Func<double, double>? ReadCurv(ReadOnlySpan<byte> tag)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        if (count == 0)
            return x => x;
        if (12 + 2L * count > tag.Length)
            return null;
        if (count == 1)
        {
            var gamma = BinaryPrimitives.ReadUInt16BigEndian(tag[12..]) / 256.0;
            return x => Math.Pow(x, gamma);
        }
        var points = new double[count];
        for (var i = 0; i < points.Length; i++)
            points[i] = BinaryPrimitives.ReadUInt16BigEndian(tag[(12 + 2 * i)..]) / 65535.0;
        return x =>
        {
            var at = x * (points.Length - 1);
            var low = Math.Min((int)at, points.Length - 2);
            return points[low] + (points[low + 1] - points[low]) * (at - low);
        };
    }

    private static Func<double, double>? ReadPara(ReadOnlySpan<byte> tag)
    {
        ReadOnlySpan<int> parameters = [1, 3, 4, 5, 7];
        var kind = BinaryPrimitives.ReadUInt16BigEndian(tag[8..]);
        if (kind >= parameters.Length || 12 + 4 * parameters[kind] > tag.Length)
            return null;
        var p = new double[7];
        for (var i = 0; i < parameters[kind]; i++)
            p[i] = BinaryPrimitives.ReadInt32BigEndian(tag[(12 + 4 * i)..]) / 65536.0;
        double gamma = p[0], a = p[1], b = p[2], c = p[3], d = p[4], e = p[5], f = p[6];
        return kind switch
        {
            0 => x => Math.Pow(x, gamma),
            1 => x => x >= -b / a ? Math.Pow(a * x + b, gamma) : 0,
            2 => x => x >= -b / a ? Math.Pow(a * x + b, gamma) + c : c,
            3 => x => x >= d ? Math.Pow(a * x + b, gamma) : c * x,
            _ => x => x >= d ? Math.Pow(a * x + b, gamma) + e : c * x + f,
        };
    }
}
