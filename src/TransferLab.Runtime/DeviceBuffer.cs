using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using NativeValue = Microsoft.ML.OnnxRuntime.OrtValue;

namespace TransferLab.Runtime;

/// <summary>Flat memory where a session works, for tensors that stay there between runs: on a device of its own memory
/// there, on the CPU a <see cref="NativeBuffer{T}"/>. An <see cref="OrtValue"/> over it keeps it alive.</summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed unsafe class DeviceBuffer<T> : IDisposable where T : unmanaged
{
    // Sessions that copy, one for each device and type and as long as the process lives.
    private static readonly ConcurrentDictionary<ComputeDevice, InferenceSession> s_copiers = new();

    private readonly Owned<NativeValue>? _memory;
    private readonly ComputeDevice _device;
    private readonly OrtMemoryInfo? _memoryInfo;

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="session">A session on the device.</param>
    /// <param name="length">Number of elements, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than 2³¹−1 bytes.</exception>
    /// <exception cref="OrtException">The device has not that much memory.</exception>
    public DeviceBuffer(InferenceSession session, long length) : this(session, length, Checked(session).Resolved.Memory) { }

    // With the memory named, so that the path of other memories can be run on the CPU's.
    internal DeviceBuffer(InferenceSession session, long length, OrtMemoryInfo? memory)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (Length, _device) = (length, session.Device);
        if (memory is null)
        {
            Host = new NativeBuffer<T>(length);
            return;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, int.MaxValue / sizeof(T));
        _memoryInfo = memory;
        using var native = session.Handle.Borrow();
        using var allocator = new Owned<OrtAllocator>(new OrtAllocator(native.Value, memory), session.Handle);
        using var lease = allocator.Borrow();
        try
        {
            var value = NativeValue.CreateAllocatedTensorValue(lease.Value, TensorTypes.Of<T>(), [Math.Max(length, 1)]);
            _memory = new Owned<NativeValue>(value, allocator);
            Address = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorMutableRawData()));
        }
        catch (OnnxRuntimeException e)
        {
            throw OrtErrors.Translate(e, "allocate memory on", session.Device.ToString());
        }
        CopyFrom(new T[length]);
    }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>The memory where it is the host's; null on a device with its own.</summary>
    internal NativeBuffer<T>? Host { get; }

    internal OrtMemoryInfo MemoryInfo => _memoryInfo ?? throw new InvalidOperationException("The buffer lies in host memory.");

    internal T* Address { get; }

    internal SafeHandle Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory!.IsClosed, this);
            return _memory;
        }
    }

    /// <summary>Writes all elements.</summary>
    /// <param name="values">As many as the buffer has.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    /// <exception cref="OrtException">The device failed.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public void CopyFrom(ReadOnlySpan<T> values)
    {
        Check(values.Length);
        if (Host is not null)
        {
            values.CopyTo(Host.Span);
            return;
        }
        using var host = OrtValue.From(values, values.Length);
        using var device = OrtValue.Over(this, 0, values.Length);
        Copy(host, device);
    }

    /// <summary>Reads all elements.</summary>
    /// <param name="values">Takes as many as the buffer has.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    /// <exception cref="OrtException">The device failed.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public void CopyTo(Span<T> values)
    {
        Check(values.Length);
        if (Host is not null)
        {
            Host.Span.CopyTo(values);
            return;
        }
        using var host = OrtValue.Allocate<T>(values.Length);
        using var device = OrtValue.Over(this, 0, values.Length);
        Copy(device, host);
        host.Span<T>().CopyTo(values);
    }

    /// <summary>Lets the memory go; values over it stay valid until they are disposed too.</summary>
    public void Dispose()
    {
        Host?.Dispose();
        _memory?.Dispose();
    }

    internal void CheckRange(long start, long length) => NativeBuffer<T>.CheckRange(start, length, Length);

    private static InferenceSession Checked(InferenceSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session;
    }

    private void Check(int values)
    {
        if (values != Length)
            throw new ArgumentException($"The buffer has {Length} elements, not {values}.", nameof(values));
    }

    private void Copy(OrtValue from, OrtValue to)
    {
        if (Length == 0)
            return;
        var copier = s_copiers.GetOrAdd(_device,
            d => new InferenceSession(IdentityModel.Of(TensorTypes.Of<T>()), new SessionSettings { Device = d, Threads = 1 }));
        using var binding = copier.CreateBinding();
        binding.BindInput("x", from);
        binding.BindOutput("y", to);
        binding.Run(CancellationToken.None);
    }
}
