using System.Runtime.InteropServices;

namespace TransferLab.Runtime.Native;

/// <summary>
/// A native pointer that is not freed before this is disposed. Calls through function pointers need it, since only the marshaller of
/// declared imports does the same by itself. Allocates nothing.
/// </summary>
internal readonly ref struct Borrowed
{
    private readonly SafeHandle _handle;

    public Borrowed(SafeHandle handle)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        _handle = handle;
        Pointer = handle.DangerousGetHandle();
    }

    public nint Pointer { get; }

    public void Dispose() => _handle.DangerousRelease();
}
