using System.Runtime.InteropServices;

namespace TransferLab.Runtime.Native;

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
