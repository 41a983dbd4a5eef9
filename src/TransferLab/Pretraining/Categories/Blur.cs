using System.Numerics;

namespace TransferLab.Pretraining.Categories;

/// <summary>The binomial filter 1-2-1 in both directions; pixels on the border keep theirs in the direction across it.</summary>
internal static class Blur
{
    /// <summary>Filters a plane in place.</summary>
    /// <param name="plane">[size · size · channels], channels interleaved.</param>
    /// <param name="size">Pixels of a side.</param>
    /// <param name="scratch">At least as long as the plane; overwritten.</param>
    /// <param name="channels">Values of a pixel.</param>
    public static void Binomial(float[] plane, int size, float[] scratch, int channels = 1)
    {
        var stride = size * channels;
        for (var y = 0; y < size; y++)
        {
            ReadOnlySpan<float> row = plane.AsSpan(y * stride, stride);
            var into = scratch.AsSpan(y * stride, stride);
            row[..channels].CopyTo(into);
            Row(row[..^(2 * channels)], row[channels..^channels], row[(2 * channels)..], into[channels..]);
            row[^channels..].CopyTo(into[^channels..]);
        }
        for (var y = 0; y < size; y++)
        {
            ReadOnlySpan<float> row = scratch.AsSpan(y * stride, stride);
            var into = plane.AsSpan(y * stride, stride);
            if (y == 0 || y == size - 1)
                row.CopyTo(into);
            else
                Row(scratch.AsSpan((y - 1) * stride, stride), row, scratch.AsSpan((y + 1) * stride, stride), into);
        }
    }

    private static void Row(ReadOnlySpan<float> before, ReadOnlySpan<float> here, ReadOnlySpan<float> after, Span<float> into)
    {
        var i = 0;
        for (; i <= here.Length - Vector<float>.Count; i += Vector<float>.Count)
            ((new Vector<float>(before[i..]) + new Vector<float>(after[i..])) * 0.25f + new Vector<float>(here[i..]) * 0.5f).CopyTo(into[i..]);
        for (; i < here.Length; i++)
            into[i] = (before[i] + after[i]) * 0.25f + here[i] * 0.5f;
    }
}
