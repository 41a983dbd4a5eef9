using System.Runtime.InteropServices;
using TransferLab.Natives;

namespace TransferLab.Runtime.Native;

/// <summary>
/// The function table of the loaded ONNX Runtime. Functions that return a status give a pointer that is null on success;
/// <see cref="OrtStatus"/> turns anything else into an exception. Sizes (<c>size_t</c>) are <c>nuint</c>, opaque pointers <c>nint</c>.
/// </summary>
internal sealed unsafe partial class OrtApi
{
    /// <summary>The version of the C API this code is written against: ONNX Runtime 1.22 has it and so has every later one.</summary>
    public const uint ApiVersion = 22;

    // Not a static initialiser: its exceptions would arrive wrapped in a TypeInitializationException.
    private static readonly Lazy<OrtApi> s_instance = new(Load);

    private readonly nint* _table;

    private OrtApi(nint* table, string version)
    {
        _table = table;
        Version = version;
    }

    /// <summary>The one table of the process; loads the library at first use.</summary>
    /// <exception cref="NativeLibraryException">The library could not be loaded.</exception>
    public static OrtApi Instance => s_instance.Value;

    /// <summary>Version of the loaded library, e.g. <c>1.30.0</c>.</summary>
    public string Version { get; }

    /// <summary>The npm package and the NuGet package name the same library differently.</summary>
    internal static NativeFileNames FileNames { get; } = new(
        Linux: ["libonnxruntime.so.1", "libonnxruntime.so"],
        MacOS: ["libonnxruntime.1.30.0.dylib", "libonnxruntime.dylib", "libonnxruntime.1.dylib"],
        Windows: ["onnxruntime.dll"]);

    /// <summary>The address at a position of the table.</summary>
    internal nint this[OrtApiIndex index] => _table[(int)index];

    private static OrtApi Load()
    {
        nint library;
        try
        {
            library = NativeResolver.Load("ONNX Runtime", FileNames, typeof(OrtApi).Assembly);
        }
        catch (DllNotFoundException e)
        {
            throw new NativeLibraryException(e.Message, e);
        }
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
            throw new NativeLibraryException(
                "The file loaded as ONNX Runtime has no function OrtGetApiBase, so it is another library of the same file name. "
                + $"Check {NativeResolver.FolderVariable} and the folder runtimes/{NativeResolver.PortableRid}/native beside the application.");
        var apiBase = ((delegate* unmanaged<OrtApiBase*>)entry)();
        var version = Marshal.PtrToStringUTF8((nint)apiBase->GetVersionString()) ?? "?";
        var table = apiBase->GetApi(ApiVersion);
        return table is not null
            ? new OrtApi(table, version)
            : throw new NativeLibraryException(
                $"The loaded ONNX Runtime is version {version}, but 1.{ApiVersion} or later is needed. "
                + $"An older copy was found first: check {NativeResolver.FolderVariable} and the application's folder.");
    }
}
