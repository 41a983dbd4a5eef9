namespace TransferLab.Runtime;

/// <summary>The ONNX Runtime that this process has loaded.</summary>
public static class OrtRuntime
{
    private static readonly Lazy<IReadOnlyList<string>> s_providers = new(() => OrtEnvironment.Instance.GetAvailableProviders());

    /// <summary>Version of the native library, e.g. <c>1.31.1</c>.</summary>
    /// <exception cref="NativeLibraryException">The library could not be loaded.</exception>
    public static string Version => OrtEnvironment.Instance.GetVersionString();

    /// <summary>Execution providers built into the library, best first, e.g. <c>CPUExecutionProvider</c>. Some of them
    /// still need drivers that may be missing.</summary>
    /// <exception cref="NativeLibraryException">The library could not be loaded.</exception>
    public static IReadOnlyList<string> AvailableProviders => s_providers.Value;
}

/// <summary>The process-wide environment of ONNX Runtime, made when it is first needed. It is never freed: sessions may
/// be finalized until the process ends.</summary>
internal static class OrtEnvironment
{
    private static readonly Lazy<OrtEnv> s_instance = new(Create);
    // Warnings would land on stderr, between the lines of a progress display; what fails a call is thrown. A field, so that native code may call it for as long
    // as the process lives.
    private static readonly DOrtLoggingFunction s_silent = static (_, _, _, _, _, _) => { };

    /// <summary>The environment.</summary>
    /// <exception cref="NativeLibraryException">The library could not be loaded.</exception>
    public static OrtEnv Instance => s_instance.Value;

    private static OrtEnv Create()
    {
        OrtFunctions.EnsureLoaded();
        // Another user of ONNX Runtime in the process, ML.NET for one, may have made it already; its messages then go where that user sends them.
        if (!OrtEnv.IsCreated)
        {
            var options = new EnvironmentCreationOptions
            {
                logId = "TransferLab",
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
                loggingFunction = s_silent,
            };
            OrtEnv.CreateInstanceWithOptions(ref options);
        }
        OrtEnv.Instance().DisableTelemetryEvents();
        return OrtEnv.Instance();
    }
}
