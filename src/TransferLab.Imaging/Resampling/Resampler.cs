namespace TransferLab.Imaging.Resampling;

/// <summary>The separable resampling pass: for each output row the source rows are blended into one row of 16-bit samples with six binary
/// places, and that row, still in the first-level cache, is blended horizontally into the output. All arithmetic is on integers, so the
/// vector and the plain form, and hence all machines, agree bit for bit; the result is within one level of exact arithmetic.</summary>
internal static class Resampler
{
    /// <summary>Binary places of the intermediate row: 255 and a cubic's overshoot still fit 16 bits.</summary>
    internal const int IntermediateBits = 6;

    // 255 * 2^20 and 2^14 * 2^16, each with room for a cubic's overshoot, fit 32 bits.
    private const int MaxVerticalBits = 20;
    private const int MaxHorizontalBits = 16;

    // The vector kernels read and write up to this many samples past the last group of taps.
    private const int RowSlack = 64;

    /// <summary>Writes the region of the image to rows of the destination, [height,width,3], which begin <paramref name="stride"/> bytes
    /// apart. The filter reaches beyond the region where there are pixels. Tests switch the vector kernels off to compare.</summary>
    internal static void Resample(
        RgbImage source, in ImageRegion region, Span<byte> destination, int stride, int width, int height,
        Interpolation interpolation, bool flip, bool vectorise = true, bool upsideDown = false)
    {
        var across = ResampleTableCache.Get(ResampleTableKey.Create(
            region.X, region.Width, source.Width, width, interpolation, flip, MaxHorizontalBits, out var originX));
        var down = ResampleTableCache.Get(ResampleTableKey.Create(
            region.Y, region.Height, source.Height, height, interpolation, upsideDown, MaxVerticalBits, out var originY));

        var samples = (across.End - across.First) * 3;
        var row = ArrayPool<short>.Shared.Rent(samples + across.Stride * 3 + RowSlack);
        try
        {
            vectorise &= Avx2.IsSupported;
            var sourceStride = source.Width * 3;
            ref var firstColumn = ref Unsafe.Add(ref source.FirstSample, (originX + across.First) * 3);
            for (var y = 0; y < height; y++)
            {
                var count = down.Counts[y];
                var weights = down.Weights.Slice(y * down.Stride, count);
                ref var firstRow = ref Unsafe.Add(ref firstColumn, (nint)(originY + down.Starts[y]) * sourceStride);
                var output = destination.Slice(y * stride, width * 3);
                if (vectorise)
                {
                    VectorKernels.BlendRows(ref firstRow, sourceStride, weights, down.Bits, row, samples);
                    VectorKernels.BlendColumns(row, across, output);
                }
                else
                {
                    PlainKernels.BlendRows(ref firstRow, sourceStride, weights, down.Bits, row.AsSpan(0, samples));
                    PlainKernels.BlendColumns(row, across, output);
                }
            }
        }
        finally
        {
            ArrayPool<short>.Shared.Return(row);
        }
        GC.KeepAlive(source);
    }
}
