namespace TransferLab.Imaging.Colour;

/// <summary>From the samples that files hold to three 8-bit samples per pixel.</summary>
internal static class SampleConversion
{
    /// <summary>Reduces 16-bit samples (native byte order) to 8 bits, rounding v / 257, in place: the first half of the bytes is the result.</summary>
    internal static Span<byte> To8Bits(Span<byte> samples)
    {
        var wide = MemoryMarshal.Cast<byte, ushort>(samples);
        for (var i = 0; i < wide.Length; i++)
            samples[i] = (byte)((wide[i] * 255u + 32895) >> 16);
        return samples[..wide.Length];
    }

    /// <summary>Spreads grey to three channels, drops extra channels and lays transparent pixels on a background.</summary>
    /// <param name="samples">Interleaved samples, [pixels, bands].</param>
    /// <param name="bands">Samples per pixel.</param>
    /// <param name="colors">1 (grey) or 3.</param>
    /// <param name="hasAlpha">Whether the sample after the colours is an opacity, not premultiplied.</param>
    /// <param name="background">What shows through.</param>
    /// <param name="rgb">The result, [pixels, 3].</param>
    internal static void ToRgb(ReadOnlySpan<byte> samples, int bands, int colors, bool hasAlpha, RgbColor background, Span<byte> rgb)
    {
        var green = colors == 3 ? 1 : 0;
        var blue = colors == 3 ? 2 : 0;
        for (int from = 0, to = 0; to < rgb.Length; from += bands, to += 3)
        {
            byte r = samples[from], g = samples[from + green], b = samples[from + blue];
            if (hasAlpha && samples[from + colors] is var alpha and < 255)
            {
                r = Blend(r, alpha, background.R);
                g = Blend(g, alpha, background.G);
                b = Blend(b, alpha, background.B);
            }
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (r, g, b);
        }
    }

    /// <summary>A sample laid on a background by its opacity, 0 to 255.</summary>
    internal static byte Blend(int value, int alpha, int background) => (byte)((value * alpha + background * (255 - alpha) + 127) / 255);
}
