namespace TransferLab.TensorFlow;

/// <summary>A file is no TensorFlow model that can be converted; the message says what is wrong and where, and lists unsupported nodes all at once.</summary>
public sealed class TensorFlowException : Exception
{
    /// <summary>Creates the error.</summary>
    public TensorFlowException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public TensorFlowException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public TensorFlowException()
    {
    }
}
