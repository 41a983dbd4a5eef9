namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>A mean of pictures whose weights are parts of 256.</summary>
internal static class WeightedSum
{
    /// <summary>What the weights add up to: 255 times it still fits a 16-bit number.</summary>
    public const int One = 256;

    /// <summary>Adds weight · samples.</summary>
    public static void Add(Span<ushort> total, ReadOnlySpan<byte> samples, int weight)
    {
        var i = 0;
        var factor = new Vector<ushort>((ushort)weight);
        for (; i <= samples.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(samples[i..]), out var low, out var high);
            (new Vector<ushort>(total[i..]) + low * factor).CopyTo(total[i..]);
            (new Vector<ushort>(total[(i + Vector<ushort>.Count)..]) + high * factor).CopyTo(total[(i + Vector<ushort>.Count)..]);
        }
        for (; i < samples.Length; i++)
            total[i] += (ushort)(samples[i] * weight);
    }

    /// <summary>The mean, rounded.</summary>
    public static void Take(ReadOnlySpan<ushort> total, Span<byte> samples)
    {
        var i = 0;
        var half = new Vector<ushort>(One / 2);
        for (; i <= samples.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            Vector.Narrow((new Vector<ushort>(total[i..]) + half) >>> 8, (new Vector<ushort>(total[(i + Vector<ushort>.Count)..]) + half) >>> 8)
                .CopyTo(samples[i..]);
        for (; i < samples.Length; i++)
            samples[i] = (byte)((total[i] + One / 2) / One);
    }
}
