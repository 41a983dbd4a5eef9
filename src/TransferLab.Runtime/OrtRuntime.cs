using TransferLab.Runtime.Native;

namespace TransferLab.Runtime;

/// <summary>The ONNX Runtime that this process has loaded.</summary>
public static class OrtRuntime
{
    private static readonly Lazy<IReadOnlyList<string>> s_providers = new(() => OrtEnvironment.Instance.GetAvailableProviders());

    /// <summary>Version of the native library, e.g. <c>1.31.1</c>.</summary>
    /// <exception cref="NativeLibraryException">The library could not be loaded.</exception>
    public static string Version => OrtEnvironment.Instance.GetVersionString();

    /// <summary>
    /// Execution providers built into the library, best first, e.g. <c>CPUExecutionProvider</c>. Some of them still need drivers that may be missing.
    /// </summary>
    /// <exception cref="NativeLibraryException">The library could not be loaded.</exception>
    public static IReadOnlyList<string> AvailableProviders => s_providers.Value;
}
