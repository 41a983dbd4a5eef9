using System.Runtime.InteropServices;

namespace TransferLab.Runtime.Native;

/// <summary><c>struct OrtApiBase</c>: what <c>OrtGetApiBase()</c> returns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct OrtApiBase
{
    /// <summary>The function table for an API version; null when the library is older than that version.</summary>
    public readonly delegate* unmanaged<uint, nint*> GetApi;

    /// <summary>The library's version as ASCII text, e.g. <c>1.30.0</c>.</summary>
    public readonly delegate* unmanaged<byte*> GetVersionString;
}
