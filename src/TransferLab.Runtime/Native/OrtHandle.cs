using System.Runtime.InteropServices;

namespace TransferLab.Runtime.Native;

/// <summary>Owns one native object and frees it once nobody uses it any more: after <c>Dispose</c> and the last <see cref="Borrow"/>.</summary>
internal abstract class OrtHandle : SafeHandle
{
    private readonly OrtApiIndex _release;

    /// <summary>Takes an object over.</summary>
    /// <param name="native">The native pointer.</param>
    /// <param name="release">The function that frees it.</param>
    protected OrtHandle(nint native, OrtApiIndex release) : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(native);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Keeps the object alive for as long as the result is not disposed.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public Borrowed Borrow() => new(this);

    /// <inheritdoc/>
    protected override unsafe bool ReleaseHandle()
    {
        OrtApi.Instance.Release(_release)(handle);
        return true;
    }
}
