using System.Runtime.InteropServices;
using System.Text;

namespace TransferLab.Runtime.Native;

/// <summary>Text on its way to and from the C API, which takes zero-terminated UTF-8 everywhere except for paths on Windows.</summary>
internal static unsafe class NativeText
{
    /// <summary>Zero-terminated UTF-8 in an array that the garbage collector does not move, so that its address may be kept with the array.</summary>
    public static byte[] PinnedUtf8(string text)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text) + 1, pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>The address of an array made by <see cref="PinnedUtf8"/>; valid as long as the array is referenced.</summary>
    public static byte* Address(byte[] pinned) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    /// <summary>Zero-terminated UTF-8.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");

    /// <summary>A zero-terminated path as <c>ORTCHAR_T*</c>: UTF-16 on Windows, UTF-8 elsewhere.</summary>
    public static byte[] Path(string path) => (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF8).GetBytes(path + "\0");

    /// <summary>Reads text that the default allocator gave out, and frees it.</summary>
    public static string Take(byte* text)
    {
        var value = Marshal.PtrToStringUTF8((nint)text) ?? "";
        OrtStatus.Free(OrtApi.Instance.AllocatorFree(OrtEnvironment.Allocator, text));
        return value;
    }
}
