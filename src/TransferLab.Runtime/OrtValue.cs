using System.Runtime.CompilerServices;
using NativeValue = Microsoft.ML.OnnxRuntime.OrtValue;

namespace TransferLab.Runtime;

/// <summary>A tensor as ONNX Runtime takes and gives it, row-major; in CPU memory unless it lies over a <see cref="DeviceBuffer{T}"/>.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly Owned<NativeValue> _handle;
    private readonly long[] _dims;
    private readonly void* _data;

    private OrtValue(Owned<NativeValue> handle, TensorElementType type, long[] dims, void* data, bool isHost = true)
    {
        _handle = handle;
        _dims = dims;
        _data = data;
        IsInHostMemory = isHost;
        Type = type;
        Dims = Array.AsReadOnly(dims);
        Count = CountOf(dims);
    }

    /// <summary>Element type.</summary>
    public TensorElementType Type { get; }
    /// <summary>Dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Dims { get; }
    /// <summary>Number of elements.</summary>
    public long Count { get; }

    private static OrtMemoryInfo HostMemory
    {
        get
        {
            _ = OrtEnvironment.Instance;
            return OrtMemoryInfo.DefaultInstance;
        }
    }

    internal bool IsInHostMemory { get; }

    internal Owned<NativeValue> Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _handle;
        }
    }

    /// <summary>A tensor over part of a buffer, without a copy: what is written to the one is seen in the other. The
    /// memory lives at least as long as the value.</summary>
    /// <param name="buffer">The memory.</param>
    /// <param name="offset">Index of the first element. Multiples of 64 bytes are fastest.</param>
    /// <param name="dims">Dimensions; none for a scalar.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tensor does not lie within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public static OrtValue Over<T>(NativeBuffer<T> buffer, long offset, params ReadOnlySpan<long> dims) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        buffer.CheckRange(offset, CountOf(dims));
        return Over(HostMemory, buffer.Memory, (T*)buffer.Memory.DangerousGetHandle() + offset, dims, isHost: true);
    }

    /// <inheritdoc cref="Over{T}(NativeBuffer{T}, long, ReadOnlySpan{long})"/>
    public static OrtValue Over<T>(DeviceBuffer<T> buffer, long offset, params ReadOnlySpan<long> dims) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (buffer.Host is { } host)
            return Over(host, offset, dims);
        buffer.CheckRange(offset, CountOf(dims));
        return Over(buffer.MemoryInfo, buffer.Memory, buffer.Address + offset, dims, isHost: false);
    }

    /// <summary>Some rows of a tensor in host memory, without a copy: what is written to the one is seen in the other.
    /// The memory lives as long as either.</summary>
    /// <param name="first">Index of the first row, along the first dimension.</param>
    /// <param name="count">Number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rows do not lie within the tensor.</exception>
    /// <exception cref="InvalidOperationException">The tensor is a scalar, holds another type, or lies in the memory of a device.</exception>
    /// <exception cref="ObjectDisposedException">The value is disposed.</exception>
    public OrtValue Rows<T>(long first, long count) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (!IsInHostMemory || TensorTypes.Of<T>() != Type || _dims.Length == 0)
            throw new InvalidOperationException($"{this} has no rows of {typeof(T).Name} in host memory.");
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _dims[0] - first);
        return Over(HostMemory, _handle, (T*)_data + (first * CountOf(_dims.AsSpan(1))), [count, .. _dims.AsSpan(1)], isHost: true);
    }

    /// <summary>A zeroed tensor with memory of its own.</summary>
    /// <param name="dims">Dimensions; none for a scalar.</param>
    public static OrtValue Allocate<T>(params ReadOnlySpan<long> dims) where T : unmanaged
    {
        // The value holds the memory from here on; the buffer object is only its maker.
        using var buffer = new NativeBuffer<T>(CountOf(dims));
        return Over(buffer, 0, dims);
    }

    /// <summary>A tensor that takes a copy of the values.</summary>
    /// <param name="values">As many values as the dimensions say.</param>
    /// <param name="dims">Dimensions; none for a scalar.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the dimensions.</exception>
    public static OrtValue From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> dims) where T : unmanaged
    {
        CheckCount(values.Length, dims);
        var value = Allocate<T>(dims);
        values.CopyTo(value.Span<T>());
        return value;
    }

    /// <summary>The elements, without a copy. Keep the value referenced while the span is in use.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type, more than 2³¹−1 elements, or lies in the memory of a device.</exception>
    /// <exception cref="ObjectDisposedException">The value is disposed.</exception>
    public Span<T> Span<T>() where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (TensorTypes.Of<T>() != Type)
            throw new InvalidOperationException($"The tensor holds {Type}, not {typeof(T).Name}.");
        if (!IsInHostMemory)
            throw new InvalidOperationException("The tensor lies in the memory of a device; copy it by its DeviceBuffer.");
        if (Count > int.MaxValue)
            throw new InvalidOperationException($"The tensor has {Count} elements, more than a span can hold.");
        return new Span<T>(_data, (int)Count);
    }

    /// <summary>Lets the tensor go. Bindings that use it keep it alive until they do not.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>E.g. <c>Float [8,1000]</c>.</summary>
    public override string ToString() => $"{Type} [{string.Join(',', _dims)}]";

    /// <summary>Takes over what a run returned.</summary>
    internal static OrtValue Take(NativeValue native)
    {
        var handle = new Owned<NativeValue>(native);
        try
        {
            var info = native.GetTensorTypeAndShape();
            return new OrtValue(handle, info.ElementDataType, info.Shape, Unsafe.AsPointer(ref MemoryMarshal.GetReference(native.GetTensorMutableRawData())));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Takes over all that a run returned; when one of them fails, none is leaked.</summary>
    internal static OrtValue[] TakeAll(IReadOnlyCollection<NativeValue> natives)
    {
        var values = new List<OrtValue>(natives.Count);
        try
        {
            foreach (var native in natives)
                values.Add(Take(native));
            return [.. values];
        }
        catch
        {
            foreach (var native in natives)
                native.Dispose();
            throw;
        }
    }

    private static OrtValue Over<T>(OrtMemoryInfo where, SafeHandle memory, T* data, ReadOnlySpan<long> dims, bool isHost) where T : unmanaged
    {
        var shape = dims.ToArray();
        var bytes = checked(CountOf(dims) * sizeof(T));
        var native = NativeValue.CreateTensorValueWithData(where, TensorTypes.Of<T>(), shape, (nint)data, bytes);
        return new OrtValue(new Owned<NativeValue>(native, memory), TensorTypes.Of<T>(), shape, data, isHost);
    }

    private static void CheckCount(int values, ReadOnlySpan<long> dims)
    {
        if (CountOf(dims) != values)
            throw new ArgumentException($"{values} values do not make a tensor of shape [{string.Join(',', dims.ToArray())}].", nameof(values));
    }

    private static long CountOf(ReadOnlySpan<long> dims)
    {
        Int128 count = 1;
        foreach (var d in dims)
        {
            count = d < 0 ? -1 : count * d;
            if (count < 0 || count > long.MaxValue)
                throw new ArgumentException($"[{string.Join(',', dims.ToArray())}] is no shape of a tensor.", nameof(dims));
        }
        return (long)count;
    }
}

/// <summary>Which tensor elements .NET types are.</summary>
internal static class TensorTypes
{
    /// <summary>The element type that holds a .NET type.</summary>
    /// <exception cref="NotSupportedException">No element type holds it.</exception>
    public static TensorElementType Of<T>() where T : unmanaged =>
        // The comparisons are constants to the JIT, so this costs nothing.
        typeof(T) == typeof(float) ? TensorElementType.Float
        : typeof(T) == typeof(byte) ? TensorElementType.UInt8
        : typeof(T) == typeof(sbyte) ? TensorElementType.Int8
        : typeof(T) == typeof(ushort) ? TensorElementType.UInt16
        : typeof(T) == typeof(short) ? TensorElementType.Int16
        : typeof(T) == typeof(int) ? TensorElementType.Int32
        : typeof(T) == typeof(long) ? TensorElementType.Int64
        : typeof(T) == typeof(bool) ? TensorElementType.Bool
        : typeof(T) == typeof(Half) ? TensorElementType.Float16
        : typeof(T) == typeof(double) ? TensorElementType.Double
        : typeof(T) == typeof(uint) ? TensorElementType.UInt32
        : typeof(T) == typeof(ulong) ? TensorElementType.UInt64
        : throw new NotSupportedException($"No tensor element type holds {typeof(T)}. Use float, double, Half, bool, or an integer of 8 to 64 bits.");
}
