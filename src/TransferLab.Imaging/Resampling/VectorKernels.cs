namespace TransferLab.Imaging.Resampling;

/// <summary>The two passes with AVX2. Both rest on the instruction that multiplies pairs of 16-bit numbers and adds
/// each pair into 32 bits (vpmaddwd), so taps are taken two at a time.</summary>
internal static class VectorKernels
{
    // Samples R0 G0 B0 R1 G1 B1 .. of two pixels → (R0,R1) (G0,G1) (B0,B1) (0,0), in each half.
    private static Vector256<byte> PairChannels => Vector256.Create(
        (byte)0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, 0x80, 0x80, 0x80, 0x80,
        0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, 0x80, 0x80, 0x80, 0x80);

    // Weights (w0,w1) four times in the lower half, (w2,w3) in the upper.
    private static Vector256<int> SpreadWeights => Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1);

    /// <inheritdoc cref="PlainKernels.BlendRows"/>
    /// <remarks>Reads up to 31 bytes past a source row's end and writes as many samples past <paramref name="samples"/>.</remarks>
    internal static void BlendRows(ref byte firstRow, int stride, ReadOnlySpan<short> weights, int bits, short[] row, int samples)
    {
        var shift = bits - Resampler.IntermediateBits;
        var half = Vector256.Create(1 << (shift - 1));
        ref var output = ref MemoryMarshal.GetArrayDataReference(row);
        var pairs = weights.Length >> 1;
        var odd = (weights.Length & 1) != 0;
        for (var x = 0; x < samples; x += 32)
        {
            var sum0 = half;
            var sum1 = half;
            var sum2 = half;
            var sum3 = half;
            ref var at = ref Unsafe.Add(ref firstRow, x);
            for (var pair = 0; pair < pairs; pair++)
            {
                ref var next = ref Unsafe.Add(ref at, stride);
                var weight = Vector256.Create(PackPair(weights[2 * pair], weights[2 * pair + 1])).AsInt16();
                AddPair(Vector128.LoadUnsafe(ref at), Vector128.LoadUnsafe(ref next), weight, ref sum0, ref sum1);
                AddPair(Vector128.LoadUnsafe(ref at, 16), Vector128.LoadUnsafe(ref next, 16), weight, ref sum2, ref sum3);
                at = ref Unsafe.Add(ref next, stride);
            }
            if (odd)
            {
                var weight = Vector256.Create(PackPair(weights[^1], 0)).AsInt16();
                AddPair(Vector128.LoadUnsafe(ref at), Vector128<byte>.Zero, weight, ref sum0, ref sum1);
                AddPair(Vector128.LoadUnsafe(ref at, 16), Vector128<byte>.Zero, weight, ref sum2, ref sum3);
            }
            Narrow(sum0 >> shift, sum1 >> shift).StoreUnsafe(ref output, (nuint)x);
            Narrow(sum2 >> shift, sum3 >> shift).StoreUnsafe(ref output, (nuint)x + 16);
        }
    }

    /// <inheritdoc cref="PlainKernels.BlendColumns"/>
    /// <remarks>Reads up to one group of taps past the row's end; there the weights are zero.</remarks>
    internal static void BlendColumns(short[] row, ResampleTable table, Span<byte> output)
    {
        var shift = table.Bits + Resampler.IntermediateBits;
        var half = Vector128.Create(1 << (shift - 1));
        ref var samples = ref MemoryMarshal.GetArrayDataReference(row);
        ref var weights = ref MemoryMarshal.GetReference(table.Weights);
        ref var target = ref MemoryMarshal.GetReference(output);
        var starts = table.Starts;
        var last = starts.Length - 1;
        var stride = table.Stride;
        var groups = stride / ResampleTable.TapGroup;
        var pairChannels = PairChannels;
        var spread = SpreadWeights;
        for (var i = 0; i <= last; i++)
        {
            ref var pixel = ref Unsafe.Add(ref samples, (starts[i] - table.First) * 3);
            ref var weight = ref Unsafe.Add(ref weights, (nint)i * stride);
            var sum = Group(ref pixel, ref weight, pairChannels, spread);
            for (var group = 1; group < groups; group++)
            {
                pixel = ref Unsafe.Add(ref pixel, 3 * ResampleTable.TapGroup);
                weight = ref Unsafe.Add(ref weight, ResampleTable.TapGroup);
                sum += Group(ref pixel, ref weight, pairChannels, spread);
            }
            var rgb = (sum.GetLower() + sum.GetUpper() + half) >> shift;
            var packed = Sse2.PackUnsignedSaturate(Sse2.PackSignedSaturate(rgb, rgb), Vector128<short>.Zero).AsUInt32().ToScalar();
            if (i < last)
            {
                // The fourth byte is overwritten by the next pixel.
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, i * 3), packed);
            }
            else
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, i * 3), (ushort)packed);
                Unsafe.Add(ref target, i * 3 + 2) = (byte)(packed >> 16);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Group(ref short pixel, ref short weight, Vector256<byte> pairChannels, Vector256<int> spread)
    {
        var pixels = Vector256.Create(Vector128.LoadUnsafe(ref pixel), Vector128.LoadUnsafe(ref pixel, 6));
        var pairs = Avx2.Shuffle(pixels.AsByte(), pairChannels).AsInt16();
        var four = Vector256.Create(Unsafe.ReadUnaligned<long>(ref Unsafe.As<short, byte>(ref weight))).AsInt32();
        return Avx2.MultiplyAddAdjacent(pairs, Avx2.PermuteVar8x32(four, spread).AsInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPair(Vector128<byte> a, Vector128<byte> b, Vector256<short> weight, ref Vector256<int> low, ref Vector256<int> high)
    {
        low += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Sse2.UnpackLow(a, b)), weight);
        high += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(a, b)), weight);
    }

    /// <summary>Sixteen sums as 16-bit numbers in their order (the pack instruction works within halves).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Narrow(Vector256<int> low, Vector256<int> high) =>
        Avx2.Permute4x64(Avx2.PackSignedSaturate(low, high).AsInt64(), 0b11_01_10_00).AsInt16();

    private static int PackPair(short first, short second) => (ushort)first | (second << 16);
}
