namespace TransferLab.Imaging.Colour;

/// <summary>The transfer curve of sRGB (IEC 61966-2-1), in both directions, as tables.</summary>
internal static class SrgbCurve
{
    /// <summary>Steps of <see cref="Encode"/>: a fifth of an 8-bit level where the curve is steepest.</summary>
    internal const int EncodeSteps = 16384;

    private static readonly float[] s_decode = BuildDecode();
    private static readonly byte[] s_encode = BuildEncode();

    /// <summary>Linear light in [0, 1] of each 8-bit level.</summary>
    internal static ReadOnlySpan<float> Decode => s_decode;

    /// <summary>8-bit level of each of <see cref="EncodeSteps"/> + 1 steps of linear light.</summary>
    internal static ReadOnlySpan<byte> Encode => s_encode;

    private static float[] BuildDecode()
    {
        var table = new float[256];
        for (var i = 0; i < table.Length; i++)
        {
            var v = i / 255.0;
            table[i] = (float)(v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4));
        }
        return table;
    }

    private static byte[] BuildEncode()
    {
        var table = new byte[EncodeSteps + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var v = i / (double)EncodeSteps;
            var encoded = v <= 0.0031308 ? 12.92 * v : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055;
            table[i] = (byte)Math.Round(255 * encoded);
        }
        return table;
    }
}
