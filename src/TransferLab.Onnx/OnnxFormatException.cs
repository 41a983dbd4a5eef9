namespace TransferLab.Onnx;

/// <summary>A file or byte sequence is not an ONNX model that can be used; the message says what is wrong and where.</summary>
public sealed class OnnxFormatException : Exception
{
    /// <summary>Creates the error.</summary>
    public OnnxFormatException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public OnnxFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public OnnxFormatException()
    {
    }
}
