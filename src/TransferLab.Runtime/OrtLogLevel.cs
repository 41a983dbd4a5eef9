namespace TransferLab.Runtime;

/// <summary>Severity of a log message of ONNX Runtime; the numbers are those of its C API.</summary>
public enum OrtLogLevel
{
    /// <summary>Details for debugging.</summary>
    Verbose = 0,
    /// <summary>Information.</summary>
    Info = 1,
    /// <summary>Something unexpected that does not stop the work.</summary>
    Warning = 2,
    /// <summary>An error.</summary>
    Error = 3,
    /// <summary>An error after which the runtime cannot go on.</summary>
    Fatal = 4,
}
