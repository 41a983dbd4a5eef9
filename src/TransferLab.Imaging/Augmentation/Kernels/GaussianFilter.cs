namespace TransferLab.Imaging.Augmentation.Kernels;

/// <summary>Gaussian blur, rows first and then columns, with samples of six binary places in between. The filter reaches 3σ, its weights have fourteen
/// binary places and sum to 1; at the edges the picture is mirrored. All on integers: the vector and the plain form agree bit for bit.</summary>
internal static class GaussianFilter
{
    private const int WeightBits = 14;
    private const int LineBits = 6;

    // Vector code reads and writes whole vectors of sixteen samples.
    private const int Slack = 32;

    /// <summary>Blurs [height,width,3] in place. Tests switch the vector form off to compare.</summary>
    public static void Apply(Span<byte> pixels, int width, int height, double sigma, bool vectorise = true)
    {
        vectorise &= Avx2.IsSupported;
        var radius = Math.Max(1, (int)Math.Ceiling(3 * sigma));
        var taps = 2 * radius + 1;
        var stride = width * 3;
        // One more tap of weight 0 makes pairs.
        var weights = ArrayPool<short>.Shared.Rent(taps + 1);
        var rows = ArrayPool<int>.Shared.Rent(taps + 1);
        var copy = ArrayPool<byte>.Shared.Rent(pixels.Length + Slack);
        var line = ArrayPool<short>.Shared.Rent(stride + 6 * radius + 3 + 2 * Slack);
        try
        {
            Weights(weights.AsSpan(0, taps + 1), radius, sigma);
            pixels.CopyTo(copy);
            for (var y = 0; y < height; y++)
            {
                for (var k = 0; k < taps; k++)
                    rows[k] = BorderRule.Reflected(y + k - radius, height) * stride;
                rows[taps] = rows[taps - 1];
                var middle = line.AsSpan(3 * radius);
                var output = pixels.Slice(y * stride, stride);
                if (vectorise)
                    RowsVector(copy, rows.AsSpan(0, taps + 1), weights, ref middle[0], stride);
                else
                    Rows(copy, rows.AsSpan(0, taps), weights, middle, stride);
                Mirror(line, width, radius);
                if (vectorise)
                    ColumnsVector(ref line[0], weights.AsSpan(0, taps + 1), output);
                else
                    Columns(line, weights.AsSpan(0, taps), output);
            }
        }
        finally
        {
            ArrayPool<short>.Shared.Return(weights);
            ArrayPool<int>.Shared.Return(rows);
            ArrayPool<byte>.Shared.Return(copy);
            ArrayPool<short>.Shared.Return(line);
        }
    }

    private static void Weights(Span<short> weights, int radius, double sigma)
    {
        double sum = 0;
        for (var k = -radius; k <= radius; k++)
            sum += Math.Exp(-k * k / (2 * sigma * sigma));
        // Rounds the running sum, so that all of them sum to 1.
        var (running, given) = (0.0, 0);
        for (var k = -radius; k <= radius; k++)
        {
            running += Math.Exp(-k * k / (2 * sigma * sigma)) / sum;
            var rounded = k == radius ? 1 << WeightBits : (int)Math.Round(running * (1 << WeightBits));
            weights[k + radius] = (short)(rounded - given);
            given = rounded;
        }
        weights[2 * radius + 1] = 0;
    }

    // The pixels before the first and behind the last of a line, and the tap of weight 0.
    private static void Mirror(short[] line, int width, int radius)
    {
        for (var k = 1; k <= radius + 1; k++)
            for (var c = 0; c < 3; c++)
            {
                if (k <= radius)
                    line[3 * (radius - k) + c] = line[3 * (radius + BorderRule.Reflected(-k, width)) + c];
                line[3 * (radius + width - 1 + k) + c] = line[3 * (radius + BorderRule.Reflected(width - 1 + k, width)) + c];
            }
    }

    private static void Rows(byte[] source, ReadOnlySpan<int> rows, short[] weights, Span<short> line, int samples)
    {
        for (var x = 0; x < samples; x++)
        {
            var sum = 1 << (WeightBits - LineBits - 1);
            for (var k = 0; k < rows.Length; k++)
                sum += weights[k] * source[rows[k] + x];
            line[x] = (short)(sum >> (WeightBits - LineBits));
        }
    }

    private static void RowsVector(byte[] source, ReadOnlySpan<int> rows, short[] weights, ref short line, int samples)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(source);
        var half = Vector256.Create(1 << (WeightBits - LineBits - 1));
        for (var x = 0; x < samples; x += 16)
        {
            var (low, high) = (half, half);
            for (var k = 0; k < rows.Length; k += 2)
            {
                var (a, b) = (Vector128.LoadUnsafe(ref first, (nuint)(rows[k] + x)), Vector128.LoadUnsafe(ref first, (nuint)(rows[k + 1] + x)));
                var weight = Vector256.Create((ushort)weights[k] | (weights[k + 1] << 16)).AsInt16();
                low += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Sse2.UnpackLow(a, b)), weight);
                high += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(a, b)), weight);
            }
            Avx2.Permute4x64(Avx2.PackSignedSaturate(low >> (WeightBits - LineBits), high >> (WeightBits - LineBits)).AsInt64(), 0b11_01_10_00).AsInt16()
                .StoreUnsafe(ref line, (nuint)x);
        }
    }

    private static void Columns(short[] line, ReadOnlySpan<short> weights, Span<byte> output)
    {
        for (var x = 0; x < output.Length; x++)
        {
            var sum = 1 << (WeightBits + LineBits - 1);
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] * line[x + 3 * k];
            output[x] = (byte)Math.Clamp(sum >> (WeightBits + LineBits), 0, 255);
        }
    }

    private static void ColumnsVector(ref short line, ReadOnlySpan<short> weights, Span<byte> output)
    {
        Span<byte> rest = stackalloc byte[16];
        var half = Vector256.Create(1 << (WeightBits + LineBits - 1));
        for (var x = 0; x < output.Length; x += 16)
        {
            var (low, high) = (half, half);
            ref var at = ref Unsafe.Add(ref line, x);
            for (var k = 0; k < weights.Length; k += 2)
            {
                var (a, b) = (Vector256.LoadUnsafe(ref at, (nuint)(3 * k)), Vector256.LoadUnsafe(ref at, (nuint)(3 * k + 3)));
                var weight = Vector256.Create((ushort)weights[k] | (weights[k + 1] << 16)).AsInt16();
                low += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(a, b), weight);
                high += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(a, b), weight);
            }
            var words = Avx2.PackSignedSaturate(low >> (WeightBits + LineBits), high >> (WeightBits + LineBits));
            var bytes = Sse2.PackUnsignedSaturate(words.GetLower(), words.GetUpper());
            if (x + 16 <= output.Length)
            {
                bytes.StoreUnsafe(ref output[x]);
                continue;
            }
            bytes.StoreUnsafe(ref rest[0]);
            rest[..(output.Length - x)].CopyTo(output[x..]);
        }
    }
}
