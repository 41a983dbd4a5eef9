using System.Runtime.InteropServices;
using TransferLab.Runtime.Native;

namespace TransferLab.Runtime;

/// <summary>The ONNX Runtime that this process has loaded.</summary>
public static unsafe class OrtRuntime
{
    private static readonly Lazy<IReadOnlyList<string>> s_providers = new(ReadProviders);

    /// <summary>Version of the native library, e.g. <c>1.30.0</c>.</summary>
    /// <exception cref="NativeLibraryException">The library could not be loaded.</exception>
    public static string Version => OrtApi.Instance.Version;

    /// <summary>
    /// Execution providers built into the library, best first, e.g. <c>CPUExecutionProvider</c>. Some of them still need drivers that may be missing.
    /// </summary>
    /// <exception cref="NativeLibraryException">The library could not be loaded.</exception>
    public static IReadOnlyList<string> AvailableProviders => s_providers.Value;

    /// <summary>
    /// Receives the runtime's warnings and errors, from any thread; null (the default) drops them. What fails a call is also thrown, so that nothing
    /// is lost without a hook. Exceptions of the hook are swallowed.
    /// </summary>
    public static Action<OrtLogLevel, string>? Log { get; set; }

    private static string[] ReadProviders()
    {
        var api = OrtApi.Instance;
        byte** names;
        int count;
        OrtStatus.Check(api.GetAvailableProviders(&names, &count), "list its execution providers");
        try
        {
            var providers = new string[count];
            for (var i = 0; i < count; i++)
                providers[i] = Marshal.PtrToStringUTF8((nint)names[i]) ?? "";
            return providers;
        }
        finally
        {
            OrtStatus.Free(api.ReleaseAvailableProviders(names, count));
        }
    }
}
