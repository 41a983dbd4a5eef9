using System.Buffers.Binary;

namespace TransferLab.Imaging.Tests.Support;

/// <summary>Builds small ICC profiles of the matrix kind.</summary>
internal static class IccWriter
{
    /// <summary>Colorants adapted to D50: X, Y, Z of red, green and blue.</summary>
    public static double[] Srgb => [0.4360747, 0.2225045, 0.0139322, 0.3850649, 0.7168786, 0.0971045, 0.1430804, 0.0606169, 0.7141733];

    public static double[] AdobeRgb => [0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457];

    public static byte[] Gamma(double gamma) => [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, .. Big16((int)Math.Round(gamma * 256)), 0, 0];

    public static byte[] SrgbTable(int points)
    {
        var tag = new List<byte>([.. "curv"u8, 0, 0, 0, 0, .. Big32(points)]);
        for (var i = 0; i < points; i++)
        {
            var v = i / (points - 1.0);
            tag.AddRange(Big16((int)Math.Round(65535 * (v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4)))));
        }
        return [.. tag];
    }

    public static byte[] SrgbFormula() =>
        [.. "para"u8, 0, 0, 0, 0, 0, 3, 0, 0, .. Fixed(2.4), .. Fixed(1 / 1.055), .. Fixed(0.055 / 1.055), .. Fixed(1 / 12.92), .. Fixed(0.04045)];

    public static byte[] Rgb(double[] colorants, byte[] curve)
    {
        List<(string Name, byte[] Content)> tags =
        [
            ("desc", [.. "desc"u8, 0, 0, 0, 0, 0, 0, 0, 5, .. "test\0"u8, .. new byte[78 + 1]]),
            ("cprt", [.. "text"u8, 0, 0, 0, 0, .. "none\0\0\0\0"u8]),
            ("wtpt", Xyz(0.9642, 1, 0.8249)),
        ];
        for (var c = 0; c < 3; c++)
        {
            tags.Add(("rgb"[c] + "XYZ", Xyz(colorants[c * 3], colorants[c * 3 + 1], colorants[c * 3 + 2])));
            tags.Add(("rgb"[c] + "TRC", curve));
        }
        var table = new List<byte>(Big32(tags.Count));
        var data = new List<byte>();
        foreach (var (name, content) in tags)
        {
            table.AddRange(System.Text.Encoding.ASCII.GetBytes(name));
            table.AddRange(Big32(128 + 4 + 12 * tags.Count + data.Count));
            table.AddRange(Big32(content.Length));
            data.AddRange(content);
            while (data.Count % 4 != 0)
                data.Add(0);
        }
        var header = new byte[128];
        BinaryPrimitives.WriteInt32BigEndian(header, 128 + table.Count + data.Count);
        header[8] = 2;
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));
        "acsp"u8.CopyTo(header.AsSpan(36));
        Xyz(0.9642, 1, 0.8249).AsSpan(8).CopyTo(header.AsSpan(68));
        return [.. header, .. table, .. data];
    }

    private static byte[] Xyz(double x, double y, double z) => [.. "XYZ "u8, 0, 0, 0, 0, .. Fixed(x), .. Fixed(y), .. Fixed(z)];

    private static byte[] Fixed(double value) => Big32((int)Math.Round(value * 65536));

    private static byte[] Big32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
