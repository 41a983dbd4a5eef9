using System.Runtime.InteropServices;

namespace TransferLab.TensorFlow.Graphs;

/// <summary>Constants as TensorFlow writes them: raw bytes, or a list of numbers whose last one repeats.</summary>
internal static class TensorProtos
{
    /// <exception cref="TensorFlowException">Type, shape and data contradict each other, or the type is not supported.</exception>
    public static Tensor Read(TensorProto proto, string owner)
    {
        var type = DataTypes.ToOnnx(proto.Dtype);
        if (type.Size() == 0)
            throw new TensorFlowException($"the constant '{owner}' holds {DataTypes.Name(proto.Dtype)}, which is not supported.");
        var dims = Dims(proto.TensorShape, owner);
        var count = Count(dims, owner);
        if (proto.TensorContent.Length > 0 || count == 0)
        {
            if (proto.TensorContent.Length != (Int128)count * type.Size())
                throw new TensorFlowException($"the constant '{owner}' of shape [{string.Join(',', dims)}] has {proto.TensorContent.Length} bytes.");
            return Tensor.FromBytes(type, proto.TensorContent.Memory, dims);
        }
        return type switch
        {
            ElementType.Float => Fill([.. proto.FloatVal], dims, count, owner, type),
            ElementType.Double => Fill([.. proto.DoubleVal], dims, count, owner, type),
            ElementType.Int64 => Fill([.. proto.Int64Val], dims, count, owner, type),
            ElementType.UInt64 => Fill([.. proto.Uint64Val], dims, count, owner, type),
            ElementType.Int32 => Fill([.. proto.IntVal], dims, count, owner, type),
            ElementType.UInt32 => Fill([.. proto.Uint32Val], dims, count, owner, type),
            ElementType.Bool => Fill([.. proto.BoolVal.Select(b => (byte)(b ? 1 : 0))], dims, count, owner, type),
            ElementType.Float16 or ElementType.BFloat16 => Fill([.. proto.HalfVal.Select(v => (ushort)v)], dims, count, owner, type),
            ElementType.Int16 or ElementType.UInt16 => Fill([.. proto.IntVal.Select(v => (ushort)v)], dims, count, owner, type),
            _ => Fill([.. proto.IntVal.Select(v => (byte)v)], dims, count, owner, type),
        };
    }

    /// <exception cref="TensorFlowException">The shape is not fully known.</exception>
    public static long[] Dims(TensorShapeProto? shape, string owner)
    {
        if (shape is null)
            return [];
        if (shape.UnknownRank || shape.Dim.Count > Limits.Rank || shape.Dim.Any(d => d.Size < 0))
            throw new TensorFlowException($"the shape of '{owner}' is not known.");
        return [.. shape.Dim.Select(d => d.Size)];
    }

    /// <exception cref="TensorFlowException">No machine could hold so many.</exception>
    public static long Count(long[] dims, string owner)
    {
        var count = dims.Aggregate((Int128)1, (a, b) => a > int.MaxValue ? a : a * b);
        return count <= int.MaxValue ? (long)count : throw new TensorFlowException($"'{owner}' would have the impossible shape [{string.Join(',', dims)}].");
    }

    private static Tensor Fill<T>(T[] values, long[] dims, long count, string owner, ElementType type) where T : unmanaged
    {
        if (values.Length > count)
            throw new TensorFlowException($"the constant '{owner}' of shape [{string.Join(',', dims)}] has {values.Length} elements.");
        if (values.Length < count)
        {
            if (count * type.Size() > Limits.RepeatedBytes)
                throw new TensorFlowException($"the constant '{owner}' of shape [{string.Join(',', dims)}] has only {values.Length} elements.");
            var all = new T[count];
            values.CopyTo(all, 0);
            // Nothing at all stands for zeros.
            if (values.Length > 0)
                Array.Fill(all, values[^1], values.Length, all.Length - values.Length);
            values = all;
        }
        return Tensor.FromBytes(type, MemoryMarshal.AsBytes<T>(values).ToArray(), dims);
    }
}

/// <summary>TensorFlow's element types and ONNX's.</summary>
internal static class DataTypes
{
    /// <returns><see cref="ElementType.Undefined"/> for types without an ONNX counterpart (quantized, resource, variant).</returns>
    public static ElementType ToOnnx(DataType type) => type switch
    {
        DataType.DtFloat => ElementType.Float,
        DataType.DtDouble => ElementType.Double,
        DataType.DtHalf => ElementType.Float16,
        DataType.DtBfloat16 => ElementType.BFloat16,
        DataType.DtInt8 => ElementType.Int8,
        DataType.DtInt16 => ElementType.Int16,
        DataType.DtInt32 => ElementType.Int32,
        DataType.DtInt64 => ElementType.Int64,
        DataType.DtUint8 => ElementType.UInt8,
        DataType.DtUint16 => ElementType.UInt16,
        DataType.DtUint32 => ElementType.UInt32,
        DataType.DtUint64 => ElementType.UInt64,
        DataType.DtBool => ElementType.Bool,
        DataType.DtString => ElementType.String,
        _ => ElementType.Undefined,
    };

    /// <summary>The name TensorFlow users know, e.g. <c>float</c> or <c>resource</c>.</summary>
    public static string Name(DataType type) => type.ToString() is ['D', 't', .. var rest] ? rest.ToLowerInvariant() : type.ToString();
}
