using Microsoft.ML.OnnxRuntime;

namespace TransferLab.Runtime.Native;

/// <summary>The process-wide environment of ONNX Runtime, made when it is first needed. It is never freed: sessions may be finalized until the process ends.</summary>
internal static class OrtEnvironment
{
    private static readonly Lazy<OrtEnv> s_instance = new(Create);
    // A field, so that native code may call it for as long as the process lives.
    private static readonly DOrtLoggingFunction s_log = Log;

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
                loggingFunction = s_log,
            };
            OrtEnv.CreateInstanceWithOptions(ref options);
        }
        OrtEnv.Instance().DisableTelemetryEvents();
        return OrtEnv.Instance();
    }

    private static void Log(nint parameter, OrtLoggingLevel severity, string category, string logId, string location, string message)
    {
        // An exception must not unwind through native frames: that would end the process.
        try
        {
            OrtRuntime.Log?.Invoke((OrtLogLevel)severity, $"{message} [{location}]");
        }
        catch (Exception)
        {
            // A logger that fails must not fail what it logs.
        }
    }
}
