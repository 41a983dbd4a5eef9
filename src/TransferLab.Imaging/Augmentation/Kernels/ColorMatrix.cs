namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>A linear map of colours: each channel of the result is a weighted sum of the three. Weights have twelve binary places and the
/// rest is integers, so that the vector and the plain form agree bit for bit; results are within one level of exact arithmetic.</summary>
internal readonly struct ColorMatrix
{
    /// <summary>The weights of brightness of ITU-R BT.601.</summary>
    public const double RedLuma = 0.299, GreenLuma = 0.587, BlueLuma = 0.114;
    /// <summary>The largest absolute weight.</summary>
    public const double LargestWeight = 7.9;
    private const int Bits = 12;
    private readonly Weights _weights;

    private ColorMatrix(Rows rows)
    {
        for (var row = 0; row < 3; row++)
        {
            // Rounding the row's sum rather than its last weight keeps grey grey.
            var (a, b) = ((int)Math.Round(rows[row * 3] * (1 << Bits)), (int)Math.Round(rows[row * 3 + 1] * (1 << Bits)));
            var sum = (int)Math.Round((rows[row * 3] + rows[row * 3 + 1] + rows[row * 3 + 2]) * (1 << Bits));
            (_weights[row * 3], _weights[row * 3 + 1], _weights[row * 3 + 2]) = ((short)a, (short)b, (short)(sum - a - b));
        }
    }

    /// <summary>luma + factor · (colour − luma).</summary>
    public static ColorMatrix Saturation(double factor)
    {
        var rows = default(Rows);
        for (var row = 0; row < 3; row++)
        {
            (rows[row * 3], rows[row * 3 + 1], rows[row * 3 + 2]) = ((1 - factor) * RedLuma, (1 - factor) * GreenLuma, (1 - factor) * BlueLuma);
            rows[row * 4] += factor;
        }
        return new(rows);
    }

    /// <summary>Turns the differences to luma, U = 0.492 (B − Y) and V = 0.877 (R − Y), by an angle: from red by way of
    /// yellow to green for positive ones. Luma stays.</summary>
    public static ColorMatrix Hue(double degrees)
    {
        const double u = 0.492, v = 0.877;
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var rows = default(Rows);
        for (var channel = 0; channel < 3; channel++)
        {
            var (red, blue) = (channel == 0 ? 1.0 : 0, channel == 2 ? 1.0 : 0);
            var luma = channel switch { 0 => RedLuma, 1 => GreenLuma, _ => BlueLuma };
            var (du, dv) = (u * (blue - luma), v * (red - luma));
            var (r, b) = (luma + (dv * cos + du * sin) / v, luma + (du * cos - dv * sin) / u);
            rows[channel] = r;
            rows[6 + channel] = b;
            rows[3 + channel] = (luma - RedLuma * r - BlueLuma * b) / GreenLuma;
        }
        return new(rows);
    }

    /// <summary>Maps every pixel.</summary>
    public void Apply(Span<byte> pixels, bool vectorise = true)
    {
        var done = vectorise && Avx2.IsSupported ? ApplyVector(pixels) : 0;
        for (var i = done; i <= pixels.Length - 3; i += 3)
        {
            var (r, g, b) = (pixels[i], pixels[i + 1], pixels[i + 2]);
            for (var row = 0; row < 3; row++)
                pixels[i + row] = (byte)Math.Clamp((_weights[row * 3] * r + _weights[row * 3 + 1] * g + _weights[row * 3 + 2] * b + (1 << (Bits - 1))) >> Bits,
                    0, 255);
        }
    }

    private int ApplyVector(Span<byte> pixels)
    {
        // Four pixels in each half: (R,G) pairs, (B,0) pairs, and from R R R R G G G G B B B B back to pixels.
        var redGreen = Twice(0, 0x80, 1, 0x80, 3, 0x80, 4, 0x80, 6, 0x80, 7, 0x80, 9, 0x80, 10, 0x80);
        var blue = Twice(2, 0x80, 0x80, 0x80, 5, 0x80, 0x80, 0x80, 8, 0x80, 0x80, 0x80, 11, 0x80, 0x80, 0x80);
        var back = Twice(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, 0x80, 0x80, 0x80, 0x80);
        var half = Vector256.Create(1 << (Bits - 1));
        var (rowR, rowG, rowB) = (Row(0), Row(1), Row(2));
        ref var at = ref MemoryMarshal.GetReference(pixels);
        var i = 0;
        for (; i <= pixels.Length - 28; i += 24)
        {
            var eight = Vector256.Create(Vector128.LoadUnsafe(ref at, (nuint)i), Vector128.LoadUnsafe(ref at, (nuint)i + 12));
            var (rg, b) = (Avx2.Shuffle(eight, redGreen).AsInt16(), Avx2.Shuffle(eight, blue).AsInt16());
            var red = (Avx2.MultiplyAddAdjacent(rg, rowR.RedGreen) + Avx2.MultiplyAddAdjacent(b, rowR.Blue) + half) >> Bits;
            var green = (Avx2.MultiplyAddAdjacent(rg, rowG.RedGreen) + Avx2.MultiplyAddAdjacent(b, rowG.Blue) + half) >> Bits;
            var last = (Avx2.MultiplyAddAdjacent(rg, rowB.RedGreen) + Avx2.MultiplyAddAdjacent(b, rowB.Blue) + half) >> Bits;
            var bytes = Avx2.Shuffle(Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(red, green), Avx2.PackSignedSaturate(last, Vector256<int>.Zero)), back);
            Store(ref Unsafe.Add(ref at, i), bytes.GetLower());
            Store(ref Unsafe.Add(ref at, i + 12), bytes.GetUpper());
        }
        return i;
    }

    private static Vector256<byte> Twice(params ReadOnlySpan<byte> half) => Vector256.Create(Vector128.Create(half), Vector128.Create(half));

    private (Vector256<short> RedGreen, Vector256<short> Blue) Row(int row) =>
        (Vector256.Create((ushort)_weights[row * 3] | (_weights[row * 3 + 1] << 16)).AsInt16(), Vector256.Create((int)(ushort)_weights[row * 3 + 2]).AsInt16());

    // Twelve bytes: not one more, for they may be another pixel's.
    private static void Store(ref byte at, Vector128<byte> twelve)
    {
        Unsafe.WriteUnaligned(ref at, twelve.AsUInt64().ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, 8), twelve.AsUInt32().GetElement(2));
    }

    [InlineArray(9)]
    private struct Weights
    {
        private short _first;
    }

    [InlineArray(9)]
    private struct Rows
    {
        private double _first;
    }
}
