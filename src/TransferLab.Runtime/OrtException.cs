using TransferLab.Errors;

namespace TransferLab.Runtime;

/// <summary>ONNX Runtime refused or failed. The message says what was being done, to which model, and then the runtime's own words.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class OrtException(InputMessage message, Exception? inner = null) : InputException(message, inner);
