namespace TransferLab.Runtime;

/// <summary>Zeroed memory outside the garbage-collected heap, aligned to 64 bytes, for tensors that are bound and not copied. An
/// <see cref="OrtValue"/> over it keeps the memory alive; after <see cref="Dispose"/> it is freed with the last of them.</summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    private readonly NativeMemoryHandle _memory;
    private readonly T* _pointer;

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="length">Number of elements, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than the address space holds.</exception>
    /// <exception cref="OutOfMemoryException">There is not that much memory.</exception>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, nint.MaxValue / sizeof(T));
        Length = length;
        _memory = new NativeMemoryHandle((nuint)length * (nuint)sizeof(T));
        _pointer = (T*)_memory.DangerousGetHandle();
    }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>The first element. The pointer is valid while this buffer is referenced and not disposed.</summary>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public T* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
            return _pointer;
        }
    }

    /// <summary>All elements. Keep the buffer referenced while the span is in use.</summary>
    /// <exception cref="OverflowException">There are more than 2³¹−1 elements; use <see cref="Slice"/>.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public Span<T> Span => new(Pointer, checked((int)Length));

    /// <summary>Some of the elements, without a copy.</summary>
    /// <param name="start">Index of the first element.</param>
    /// <param name="length">Number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public Span<T> Slice(long start, int length)
    {
        CheckRange(start, length);
        return new Span<T>(Pointer + start, length);
    }

    /// <summary>Lets the memory go; values over it stay valid until they are disposed too.</summary>
    public void Dispose() => _memory.Dispose();

    internal NativeMemoryHandle Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
            return _memory;
        }
    }

    internal void CheckRange(long start, long length) => CheckRange(start, length, Length);

    /// <summary>Refuses elements that do not lie within a buffer of <paramref name="of"/>.</summary>
    internal static void CheckRange(long start, long length, long of)
    {
        if (start < 0 || length < 0 || start > of - length)
            throw new ArgumentOutOfRangeException(nameof(start), $"{length} elements from index {start} do not lie within the buffer's {of}.");
    }
}

/// <summary>Owns a block of zeroed memory outside the garbage-collected heap, aligned to 64 bytes (a cache line, an AVX-512 register).</summary>
internal sealed unsafe class NativeMemoryHandle : SafeHandle
{
    public const int Alignment = 64;

    public NativeMemoryHandle(nuint bytes) : base(0, ownsHandle: true)
    {
        // At least one byte, so that empty tensors have an address too.
        var block = NativeMemory.AlignedAlloc(Math.Max(bytes, 1), Alignment);
        NativeMemory.Clear(block, bytes);
        SetHandle((nint)block);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
