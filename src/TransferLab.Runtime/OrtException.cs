using TransferLab.Errors;

namespace TransferLab.Runtime;

/// <summary>ONNX Runtime refused or failed. The message says what was being done, to which model, and then the runtime's own words.</summary>
public sealed class OrtException : InputException
{
    /// <summary>Creates the exception with a message.</summary>
    public OrtException(InputMessage message) : base(message, null) { }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public OrtException(InputMessage message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception from what ONNX Runtime reported.</summary>
    public OrtException(OrtErrorCode code, InputMessage message, Exception? innerException = null) : base(message, innerException) => Code = code;

    /// <summary>What kind of error it is.</summary>
    public OrtErrorCode Code { get; } = OrtErrorCode.Fail;
}
