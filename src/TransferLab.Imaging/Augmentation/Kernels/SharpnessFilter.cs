namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>Moves a picture away from its smoothed self or towards it: v + (factor − 1) · (v − s), s = (5 v + its eight neighbours) / 13 (Pillow's
/// SMOOTH). The outermost pixels stay. On integers: the vector and the plain form agree bit for bit, within one level of exact arithmetic.</summary>
internal static class SharpnessFilter
{
    /// <summary>The largest factor that the arithmetic has room for.</summary>
    public const double LargestFactor = 10;

    private const int Slack = 32;

    /// <summary>Changes [height,width,3] in place; factor 0 is the smoothed picture, 1 the picture itself. Tests switch
    /// the vector form off to compare.</summary>
    public static void Apply(Span<byte> pixels, int width, int height, double factor, bool vectorise = true)
    {
        vectorise &= Avx2.IsSupported;
        var stride = width * 3;
        // (factor - 1) / (13 · 8) with fifteen binary places; the difference below is times 8.
        var amount = (short)Math.Round((factor - 1) * 32768 / 104);
        var copy = ArrayPool<byte>.Shared.Rent(pixels.Length + Slack);
        try
        {
            pixels.CopyTo(copy);
            for (var y = 1; y < height - 1; y++)
            {
                var x = 3;
                if (vectorise)
                    x = RowVector(copy, y * stride, stride, amount, pixels.Slice(y * stride, stride));
                for (; x < stride - 3; x++)
                    pixels[y * stride + x] = Sample(copy, y * stride + x, stride, amount);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private static byte Sample(byte[] p, int i, int stride, short amount)
    {
        var sum = p[i - stride - 3] + p[i - stride] + p[i - stride + 3] + p[i - 3] + 5 * p[i] + p[i + 3]
            + p[i + stride - 3] + p[i + stride] + p[i + stride + 3];
        var difference = (13 * p[i] - sum) << 3;
        return (byte)Math.Clamp(p[i] + ((difference * amount + 0x4000) >> 15), 0, 255);
    }

    private static int RowVector(byte[] source, int row, int stride, short amount, Span<byte> output)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(source);
        ref var target = ref MemoryMarshal.GetReference(output);
        var factor = Vector256.Create(amount);
        var x = 3;
        for (; x <= stride - 3 - 16; x += 16)
        {
            var at = row + x;
            var middle = Load(ref first, at);
            var sum = Load(ref first, at - stride - 3) + Load(ref first, at - stride) + Load(ref first, at - stride + 3)
                + Load(ref first, at - 3) + Load(ref first, at + 3)
                + Load(ref first, at + stride - 3) + Load(ref first, at + stride) + Load(ref first, at + stride + 3);
            // 13 v − (5 v + neighbours)
            var difference = ((middle << 3) - sum) << 3;
            var result = middle + Avx2.MultiplyHighRoundScale(difference, factor);
            Sse2.PackUnsignedSaturate(result.GetLower(), result.GetUpper()).StoreUnsafe(ref target, (nuint)x);
        }
        return x;

        static Vector256<short> Load(ref byte first, int i) => Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref first, (nuint)i));
    }
}
