namespace TransferLab.Runtime;

/// <summary>
/// The native ONNX Runtime could not be loaded. The message lists every path that was tried, the loader's own words, the likely causes and what to do.
/// </summary>
public sealed class NativeLibraryException : DllNotFoundException
{
    /// <summary>Creates the exception.</summary>
    public NativeLibraryException() { }

    /// <summary>Creates the exception with a message.</summary>
    public NativeLibraryException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the loader's exception.</summary>
    public NativeLibraryException(string message, Exception innerException) : base(message, innerException) { }
}
