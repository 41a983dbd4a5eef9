namespace TransferLab.Onnx.Editing;

/// <summary>Rearranges the elements of a constant, whatever their type.</summary>
internal static class TensorMoves
{
    public static Tensor Transpose(Tensor x, long[] order)
    {
        var strides = Strides(x.Dims);
        return Copy(x, 0, [.. order.Select(i => strides[i])], [.. order.Select(i => x.Dims[(int)i])]);
    }

    /// <summary>The operator Slice; axes of null are the leading ones, steps of null are 1, dims those of the result.</summary>
    public static Tensor Slice(Tensor x, long[] starts, long[]? axes, long[]? steps, long[] dims)
    {
        var strides = Strides(x.Dims);
        long offset = 0;
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = (int)(axes?[i] ?? i);
            if (axis < 0)
                axis += dims.Length;
            long length = x.Dims[axis], step = steps?[i] ?? 1, start = starts[i] < 0 ? Math.Max(starts[i], -length - 1) + length : starts[i];
            offset += strides[axis] * (step > 0 ? Math.Clamp(start, 0, length) : Math.Clamp(start, -1, length - 1));
            // With a single element the step is never taken and could overflow.
            strides[axis] = dims[axis] > 1 ? strides[axis] * step : 0;
        }
        return Copy(x, offset, strides, dims);
    }

    public static Tensor Expand(Tensor x, long[] dims)
    {
        var own = Strides(x.Dims);
        var missing = dims.Length - x.Dims.Length;
        return missing < 0
            ? Tensor.FromBytes(x.Type, x.Bytes, dims)
            : Copy(x, 0, [.. dims.Select((_, i) => i < missing || x.Dims[i - missing] == 1 ? 0 : own[i - missing])], dims);
    }

    public static Tensor Concat(Tensor?[] parts, int axis, long[] dims)
    {
        var size = parts[0]!.Type.Size();
        var outer = Product(dims.AsSpan(0, axis));
        var result = new byte[Product(dims) * size];
        var position = 0;
        for (long o = 0; o < outer; o++)
            foreach (var part in parts)
            {
                var block = (int)(part!.Bytes.Length / outer);
                part.Bytes.Span.Slice((int)(o * block), block).CopyTo(result.AsSpan(position));
                position += block;
            }
        return Tensor.FromBytes(parts[0]!.Type, result, dims);
    }

    public static Tensor? Gather(Tensor x, Tensor indices, int axis, long[] dims)
    {
        var extent = x.Dims[axis];
        var picks = indices.ToLongs();
        if (picks.Any(p => p < -extent || p >= extent))
            return null;
        var outer = Product([.. x.Dims.Take(axis)]);
        var block = (int)(Product([.. x.Dims.Skip(axis + 1)]) * x.Type.Size());
        var result = new byte[Product(dims) * x.Type.Size()];
        var position = 0;
        for (long o = 0; o < outer; o++)
            foreach (var pick in picks)
            {
                x.Bytes.Span.Slice((int)(((o * extent) + (pick < 0 ? pick + extent : pick)) * block), block).CopyTo(result.AsSpan(position));
                position += block;
            }
        return Tensor.FromBytes(x.Type, result, dims);
    }

    private static Tensor Copy(Tensor x, long offset, long[] strides, long[] dims)
    {
        var size = x.Type.Size();
        var result = new byte[checked(Product(dims) * size)];
        if (result.Length > 0)
        {
            var position = 0;
            Copy(x.Bytes.Span, offset, strides, dims, 0, size, result, ref position);
        }
        return Tensor.FromBytes(x.Type, result, dims);
    }

    private static void Copy(ReadOnlySpan<byte> source, long offset, long[] strides, long[] dims, int axis, int size, byte[] target, ref int position)
    {
        if (axis == dims.Length)
        {
            source.Slice((int)offset * size, size).CopyTo(target.AsSpan(position));
            position += size;
        }
        else if (axis == dims.Length - 1 && strides[axis] == 1)
        {
            var block = (int)dims[axis] * size;
            source.Slice((int)offset * size, block).CopyTo(target.AsSpan(position));
            position += block;
        }
        else
        {
            for (long i = 0; i < dims[axis]; i++)
                Copy(source, offset + (i * strides[axis]), strides, dims, axis + 1, size, target, ref position);
        }
    }

    private static long[] Strides(IReadOnlyList<long> dims)
    {
        var strides = new long[dims.Count];
        long stride = 1;
        for (var i = dims.Count - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    private static long Product(ReadOnlySpan<long> dims)
    {
        long product = 1;
        foreach (var d in dims)
            product = checked(product * d);
        return product;
    }
}
