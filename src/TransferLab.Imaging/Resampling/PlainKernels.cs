namespace TransferLab.Imaging.Resampling;

/// <summary>The two passes without instructions of a particular processor; the definition that <see cref="VectorKernels"/> must match.</summary>
internal static class PlainKernels
{
    /// <summary>Blends source rows into one row of samples with <see cref="Resampler.IntermediateBits"/> binary places.</summary>
    internal static void BlendRows(ref byte firstRow, int stride, ReadOnlySpan<short> weights, int bits, Span<short> row)
    {
        var shift = bits - Resampler.IntermediateBits;
        var half = 1 << (shift - 1);
        var x = 0;
        var lanes = Vector<int>.Count;
        for (; x + 4 * lanes <= row.Length; x += 4 * lanes)
        {
            var sum0 = new Vector<int>(half);
            var sum1 = sum0;
            var sum2 = sum0;
            var sum3 = sum0;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var weight = new Vector<int>(weights[tap]);
                Vector.Widen(Vector.LoadUnsafe(ref firstRow, (nuint)((nint)tap * stride + x)), out var low, out var high);
                Vector.Widen(low, out var a, out var b);
                Vector.Widen(high, out var c, out var d);
                sum0 += Vector.AsVectorInt32(a) * weight;
                sum1 += Vector.AsVectorInt32(b) * weight;
                sum2 += Vector.AsVectorInt32(c) * weight;
                sum3 += Vector.AsVectorInt32(d) * weight;
            }
            Vector.Narrow(sum0 >> shift, sum1 >> shift).CopyTo(row[x..]);
            Vector.Narrow(sum2 >> shift, sum3 >> shift).CopyTo(row[(x + 2 * lanes)..]);
        }
        for (; x < row.Length; x++)
        {
            var sum = half;
            for (var tap = 0; tap < weights.Length; tap++)
                sum += weights[tap] * Unsafe.Add(ref firstRow, (nint)tap * stride + x);
            row[x] = (short)(sum >> shift);
        }
    }

    /// <summary>Blends the pixels of one intermediate row into output pixels.</summary>
    internal static void BlendColumns(ReadOnlySpan<short> row, ResampleTable table, Span<byte> output)
    {
        var shift = table.Bits + Resampler.IntermediateBits;
        var half = 1 << (shift - 1);
        for (var i = 0; i < table.Starts.Length; i++)
        {
            var taps = table.Weights.Slice(i * table.Stride, table.Counts[i]);
            var pixels = row.Slice((table.Starts[i] - table.First) * 3, taps.Length * 3);
            int r = half, g = half, b = half;
            for (var tap = 0; tap < taps.Length; tap++)
            {
                r += taps[tap] * pixels[tap * 3];
                g += taps[tap] * pixels[tap * 3 + 1];
                b += taps[tap] * pixels[tap * 3 + 2];
            }
            output[i * 3] = (byte)Math.Clamp(r >> shift, 0, 255);
            output[i * 3 + 1] = (byte)Math.Clamp(g >> shift, 0, 255);
            output[i * 3 + 2] = (byte)Math.Clamp(b >> shift, 0, 255);
        }
    }
}
