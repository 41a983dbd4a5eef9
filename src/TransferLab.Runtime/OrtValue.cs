using System.Text;
using TransferLab.Runtime.Native;

namespace TransferLab.Runtime;

/// <summary>A tensor in CPU memory, as ONNX Runtime takes and gives it. Row-major.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly ValueHandle _handle;
    private readonly long[] _dims;
    private readonly void* _data;

    private OrtValue(ValueHandle handle, TensorType type, long[] dims)
    {
        _handle = handle;
        _dims = dims;
        Type = type;
        Dims = Array.AsReadOnly(dims);
        Count = CountOf(dims);
        void* data = null;
        if (type != TensorType.String)
            OrtStatus.Check(OrtApi.Instance.GetTensorMutableData(handle.DangerousGetHandle(), &data), "give a tensor's data");
        _data = data;
    }

    /// <summary>Element type.</summary>
    public TensorType Type { get; }

    /// <summary>Dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Dims { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    internal ValueHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _handle;
        }
    }

    /// <summary>
    /// A tensor over part of a buffer, without a copy: what is written to the one is seen in the other. The memory lives at least as long as the value.
    /// </summary>
    /// <param name="buffer">The memory.</param>
    /// <param name="offset">Index of the first element. Multiples of 64 bytes are fastest.</param>
    /// <param name="dims">Dimensions; none for a scalar.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tensor does not lie within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public static OrtValue Over<T>(NativeBuffer<T> buffer, long offset, params ReadOnlySpan<long> dims) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var type = TensorTypes.Of<T>();
        var count = CountOf(dims);
        buffer.CheckRange(offset, count);
        var handle = new ValueHandle(buffer.Memory, (nuint)offset * (nuint)sizeof(T), checked((nuint)count * (nuint)sizeof(T)), type, dims);
        return Wrap(handle, type, dims.ToArray());
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

    /// <summary>A tensor of strings, which are copied.</summary>
    /// <param name="values">As many values as the dimensions say.</param>
    /// <param name="dims">Dimensions; none for a scalar.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the dimensions, or a string holds a zero character.</exception>
    public static OrtValue FromStrings(ReadOnlySpan<string> values, params ReadOnlySpan<long> dims)
    {
        CheckCount(values.Length, dims);
        var texts = new byte[values.Length][];
        var pointers = new nint[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            // The C API takes zero-terminated text: anything after a zero would be lost without a word.
            if (values[i].Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException($"String {i} holds a zero character, which a string tensor cannot take.", nameof(values));
            texts[i] = NativeText.PinnedUtf8(values[i]);
            pointers[i] = (nint)NativeText.Address(texts[i]);
        }
        nint native;
        fixed (long* d = dims)
            OrtStatus.Check(
                OrtApi.Instance.CreateTensorAsOrtValue(OrtEnvironment.Allocator, d, (nuint)dims.Length, (int)TensorType.String, &native), "create a tensor of strings");
        var handle = new ValueHandle(native);
        try
        {
            fixed (nint* p = pointers)
                OrtStatus.Check(OrtApi.Instance.FillStringTensor(native, (byte**)p, (nuint)values.Length), "fill a tensor of strings");
            GC.KeepAlive(texts);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
        return Wrap(handle, TensorType.String, dims.ToArray());
    }

    /// <summary>The elements, without a copy. Keep the value referenced while the span is in use.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type, or more than 2³¹−1 elements.</exception>
    /// <exception cref="ObjectDisposedException">The value is disposed.</exception>
    public Span<T> Span<T>() where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (TensorTypes.Of<T>() != Type)
            throw new InvalidOperationException($"The tensor holds {Type}, not {typeof(T).Name}.");
        if (Count > int.MaxValue)
            throw new InvalidOperationException($"The tensor has {Count} elements, more than a span can hold.");
        return new Span<T>(_data, (int)Count);
    }

    /// <summary>A copy of the elements of a tensor of strings.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    /// <exception cref="ObjectDisposedException">The value is disposed.</exception>
    public string[] Strings()
    {
        if (Type != TensorType.String)
            throw new InvalidOperationException($"The tensor holds {Type}, not strings.");
        using var value = Handle.Borrow();
        var api = OrtApi.Instance;
        nuint length;
        OrtStatus.Check(api.GetStringTensorDataLength(value.Pointer, &length), "measure a tensor of strings");
        var bytes = new byte[Math.Max(checked((int)length), 1)];
        var offsets = new nuint[Count];
        fixed (byte* b = bytes)
        fixed (nuint* o = offsets)
            OrtStatus.Check(api.GetStringTensorContent(value.Pointer, b, length, o, (nuint)Count), "read a tensor of strings");
        var strings = new string[Count];
        for (var i = 0; i < strings.Length; i++)
        {
            var start = (int)offsets[i];
            var end = i + 1 < offsets.Length ? (int)offsets[i + 1] : (int)length;
            strings[i] = Encoding.UTF8.GetString(bytes, start, end - start);
        }
        return strings;
    }

    /// <summary>Lets the tensor go. Bindings that use it keep it alive until they do not.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>E.g. <c>Float [8,1000]</c>.</summary>
    public override string ToString() => $"{Type} [{string.Join(',', _dims)}]";

    /// <summary>Takes over what a run returned.</summary>
    internal static OrtValue Take(nint native)
    {
        var handle = new ValueHandle(native);
        try
        {
            nint info;
            OrtStatus.Check(OrtApi.Instance.GetTensorTypeAndShape(native, &info), "describe an output");
            using var described = new TensorInfoHandle(info);
            return Wrap(handle, TensorInfo.Type(info), TensorInfo.Dims(info));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static OrtValue Wrap(ValueHandle handle, TensorType type, long[] dims)
    {
        try
        {
            return new OrtValue(handle, type, dims);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
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
