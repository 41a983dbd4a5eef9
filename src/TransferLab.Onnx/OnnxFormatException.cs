using TransferLab.Errors;

namespace TransferLab.Onnx;

/// <summary>A file or byte sequence is not an ONNX model that can be used; the message says what is wrong and where.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class OnnxFormatException(InputMessage message, Exception? inner = null) : InputException(message, inner);
