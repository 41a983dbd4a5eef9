using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace TransferLab.Onnx;

/// <summary>A constant tensor: element type, dimensions and little-endian row-major bytes. Immutable; strings are kept but not decoded.</summary>
public sealed class Tensor
{
    private readonly TensorProto? _source;
    private readonly ReadOnlyMemory<byte> _bytes;

    private Tensor(ElementType type, ImmutableArray<long> dims, ReadOnlyMemory<byte> bytes, TensorProto? source)
    {
        Type = type;
        Dims = dims;
        _bytes = bytes;
        _source = source;
        Count = dims.Aggregate(1L, (a, b) => checked(a * b));
    }

    /// <summary>Element type.</summary>
    public ElementType Type { get; }
    /// <summary>Dimensions; empty for a scalar.</summary>
    public ImmutableArray<long> Dims { get; }
    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>The dimensions as a shape.</summary>
    public Shape Shape => Shape.Of(Dims);

    /// <summary>The elements as little-endian bytes, row-major; empty for strings.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>A tensor over given bytes, which must not change afterwards.</summary>
    /// <exception cref="ArgumentException">The number of bytes does not fit type and dimensions.</exception>
    public static Tensor FromBytes(ElementType type, ReadOnlyMemory<byte> bytes, params IEnumerable<long> dims)
    {
        var tensor = new Tensor(type, [.. dims], bytes, null);
        if (type.Size() == 0 || tensor.Count * type.Size() != bytes.Length)
            throw new ArgumentException($"{bytes.Length} bytes do not make a {type} tensor of shape {tensor.Shape}.", nameof(bytes));
        return tensor;
    }

    /// <summary>A tensor that takes a copy of the values.</summary>
    public static Tensor From<T>(ReadOnlySpan<T> values, params IEnumerable<long> dims) where T : unmanaged =>
        FromBytes(ElementTypes.Of<T>(), MemoryMarshal.AsBytes(values).ToArray(), dims);

    /// <summary>A tensor that takes a copy of the values.</summary>
    public static Tensor From<T>(T[] values, params IEnumerable<long> dims) where T : unmanaged => From<T>(values.AsSpan(), dims);

    /// <summary>A one-dimensional tensor of integers: dimensions, axes, pads.</summary>
    public static Tensor Vector(params long[] values) => From<long>(values, values.Length);

    /// <summary>A tensor without dimensions.</summary>
    public static Tensor Scalar<T>(T value) where T : unmanaged => From<T>([value], []);

    /// <summary>A tensor in which every element is the same.</summary>
    public static Tensor Filled<T>(T value, params IEnumerable<long> dims) where T : unmanaged
    {
        long[] d = [.. dims];
        var values = new T[d.Aggregate(1L, (a, b) => checked(a * b))];
        Array.Fill(values, value);
        return From<T>(values, d);
    }

    /// <summary>The elements without a copy.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public ReadOnlySpan<T> Span<T>() where T : unmanaged => ElementTypes.Of<T>() == Type
        ? MemoryMarshal.Cast<byte, T>(_bytes.Span)
        : throw new InvalidOperationException($"The tensor holds {Type}, not {typeof(T).Name}.");

    /// <summary>The elements as integers, from any integer or boolean type.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds no integers.</exception>
    public long[] ToLongs() => Type switch
    {
        ElementType.Int64 => Span<long>().ToArray(),
        ElementType.Int32 => Convert<int>(v => v),
        ElementType.Int16 => Convert<short>(v => v),
        ElementType.Int8 => Convert<sbyte>(v => v),
        ElementType.UInt8 => Convert<byte>(v => v),
        ElementType.UInt16 => Convert<ushort>(v => v),
        ElementType.UInt32 => Convert<uint>(v => v),
        ElementType.UInt64 => Convert<ulong>(v => checked((long)v)),
        ElementType.Bool => [.. _bytes.ToArray().Select(b => (long)(b != 0 ? 1 : 0))],
        _ => throw new InvalidOperationException($"The tensor holds {Type}, not integers."),
    };

    /// <summary>The elements as single-precision numbers, from any floating-point type.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds no floating-point numbers.</exception>
    public float[] ToFloats() => Type switch
    {
        ElementType.Float => Span<float>().ToArray(),
        ElementType.Double => Array.ConvertAll(Span<double>().ToArray(), v => (float)v),
        ElementType.Float16 => Array.ConvertAll(Span<Half>().ToArray(), v => (float)v),
        ElementType.BFloat16 =>
            Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(_bytes.Span).ToArray(), v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        _ => throw new InvalidOperationException($"The tensor holds {Type}, not floating-point numbers."),
    };

    /// <summary>The same elements under other dimensions.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public Tensor Reshape(params IEnumerable<long> dims) => FromBytes(Type, _bytes, dims);

    /// <summary>The same tensor without the doc string and other leftovers of the message it was read from.</summary>
    internal Tensor WithoutSource() => Type.Size() == 0 ? this : new(Type, Dims, _bytes, null);

    /// <summary>E.g. <c>Float [64,3,7,7]</c>.</summary>
    public override string ToString() => $"{Type} {Shape}";

    internal static Tensor FromProto(TensorProto proto, Func<TensorProto, ReadOnlyMemory<byte>>? external)
    {
        var type = (ElementType)proto.DataType;
        ImmutableArray<long> dims = [.. proto.Dims];
        long count;
        try
        {
            count = dims.Any(d => d < 0) ? -1 : dims.Aggregate(1L, (a, b) => checked(a * b));
        }
        catch (OverflowException)
        {
            count = -1;
        }
        if (count < 0)
            throw new OnnxFormatException($"Tensor '{proto.Name}' has impossible dimensions [{string.Join(',', dims)}].");
        if (type == ElementType.String || type.Size() == 0)
            return new(type, dims, ReadOnlyMemory<byte>.Empty, proto);
        var isExternal = proto.DataLocation == TensorProto.Types.DataLocation.External;
        var bytes = isExternal
            ? external?.Invoke(proto) ?? throw new OnnxFormatException($"Tensor '{proto.Name}' lies in an external file, which is not allowed here.")
            : proto.HasRawData ? proto.RawData.Memory : TypedData(proto, type);
        if (bytes.Length != (Int128)count * type.Size())
            throw new OnnxFormatException($"Tensor '{proto.Name}' of type {type} and shape [{string.Join(',', dims)}] has {bytes.Length} bytes, "
                + $"not {(Int128)count * type.Size()}.");
        return new(type, dims, bytes, isExternal ? null : proto);
    }

    internal TensorProto ToProto(string name)
    {
        if (_source is not null)
        {
            if (_source.Name == name)
                return _source;
            var renamed = _source.Clone();
            renamed.Name = name;
            return renamed;
        }
        var proto = new TensorProto { DataType = (int)Type, RawData = UnsafeByteOperations.UnsafeWrap(_bytes) };
        if (name.Length > 0)
            proto.Name = name;
        proto.Dims.AddRange(Dims);
        return proto;
    }

    // The wire format puts narrow types into wider lists: halves and all small integers travel as int32.
    private static ReadOnlyMemory<byte> TypedData(TensorProto p, ElementType type) => type switch
    {
        ElementType.Float or ElementType.Complex64 => Raw<float>([.. p.FloatData]),
        ElementType.Double or ElementType.Complex128 => Raw<double>([.. p.DoubleData]),
        ElementType.Int64 => Raw<long>([.. p.Int64Data]),
        ElementType.UInt64 => Raw<ulong>([.. p.Uint64Data]),
        ElementType.UInt32 => Raw<uint>([.. p.Uint64Data.Select(v => (uint)v)]),
        ElementType.Int32 => Raw<int>([.. p.Int32Data]),
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => Raw<ushort>([.. p.Int32Data.Select(v => (ushort)v)]),
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => Raw<byte>([.. p.Int32Data.Select(v => (byte)v)]),
        _ => throw new OnnxFormatException($"Tensor '{p.Name}' has the element type {type}, which cannot be read."),
    };

    private static ReadOnlyMemory<byte> Raw<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private long[] Convert<T>(Converter<T, long> convert) where T : unmanaged => Array.ConvertAll(Span<T>().ToArray(), convert);
}
