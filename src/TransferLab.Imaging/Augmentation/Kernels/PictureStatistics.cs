namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>Sums over a picture.</summary>
internal static class PictureStatistics
{
    private const int Block = 96;

    // For each of three vectors that hold 32 pixels together: which bytes are of a channel.
    private static readonly byte[] s_masks = [.. Enumerable.Range(0, 3)
        .SelectMany(channel => Enumerable.Range(0, Block).Select(i => (byte)(i % 3 == channel ? 255 : 0)))];

    /// <summary>The mean brightness of a picture: that of its channels, weighed as in ITU-R BT.601.</summary>
    public static double MeanLuma(ReadOnlySpan<byte> pixels)
    {
        var (r, g, b) = ChannelSums(pixels);
        return (ColorMatrix.RedLuma * r + ColorMatrix.GreenLuma * g + ColorMatrix.BlueLuma * b) / (pixels.Length / 3);
    }

    /// <summary>The sum of each channel.</summary>
    public static (long R, long G, long B) ChannelSums(ReadOnlySpan<byte> pixels)
    {
        var sums = (R: 0L, G: 0L, B: 0L);
        var i = 0;
        if (Avx2.IsSupported)
        {
            ref var at = ref MemoryMarshal.GetReference(pixels);
            ref var mask = ref MemoryMarshal.GetArrayDataReference(s_masks);
            var (r, g, b) = (Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero);
            for (; i <= pixels.Length - Block; i += Block)
                for (nuint part = 0; part < Block; part += 32)
                {
                    var v = Vector256.LoadUnsafe(ref at, (nuint)i + part);
                    r += Avx2.SumAbsoluteDifferences(v & Vector256.LoadUnsafe(ref mask, part), Vector256<byte>.Zero).AsInt64();
                    g += Avx2.SumAbsoluteDifferences(v & Vector256.LoadUnsafe(ref mask, Block + part), Vector256<byte>.Zero).AsInt64();
                    b += Avx2.SumAbsoluteDifferences(v & Vector256.LoadUnsafe(ref mask, 2 * Block + part), Vector256<byte>.Zero).AsInt64();
                }
            sums = (Vector256.Sum(r), Vector256.Sum(g), Vector256.Sum(b));
        }
        for (; i <= pixels.Length - 3; i += 3)
            sums = (sums.R + pixels[i], sums.G + pixels[i + 1], sums.B + pixels[i + 2]);
        return sums;
    }
}
