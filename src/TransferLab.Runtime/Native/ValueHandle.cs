namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtValue</c> and keeps the memory it points into alive, where that is not the value's own.</summary>
internal sealed unsafe class ValueHandle : OrtHandle
{
    private readonly NativeMemoryHandle? _memory;

    public ValueHandle(nint native) : base(native, OrtApiIndex.ReleaseValue) { }

    /// <summary>Makes a tensor over memory, without a copy.</summary>
    public ValueHandle(NativeMemoryHandle memory, nuint offsetBytes, nuint bytes, TensorType type, ReadOnlySpan<long> dims) : base(0, OrtApiIndex.ReleaseValue)
    {
        var held = false;
        memory.DangerousAddRef(ref held);
        try
        {
            nint value;
            var data = (void*)(memory.DangerousGetHandle() + (nint)offsetBytes);
            fixed (long* d = dims)
                OrtStatus.Check(
                    OrtApi.Instance.CreateTensorWithDataAsOrtValue(OrtEnvironment.CpuMemory, data, bytes, d, (nuint)dims.Length, (int)type, &value), "create a tensor");
            SetHandle(value);
            _memory = memory;
        }
        catch
        {
            memory.DangerousRelease();
            throw;
        }
    }

    protected override bool ReleaseHandle()
    {
        base.ReleaseHandle();
        _memory?.DangerousRelease();
        return true;
    }
}
