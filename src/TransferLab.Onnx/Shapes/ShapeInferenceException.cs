namespace TransferLab.Onnx.Shapes;

/// <summary>The shape of a value is needed and cannot be worked out; the message names the value or node.</summary>
public sealed class ShapeInferenceException : Exception
{
    /// <summary>Creates the error.</summary>
    public ShapeInferenceException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public ShapeInferenceException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public ShapeInferenceException()
    {
    }
}
