using TransferLab.Errors;

namespace TransferLab.TensorFlow;

/// <summary>A file is no TensorFlow model that can be converted; the message says what is wrong and where, and lists unsupported nodes all at once.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class TensorFlowException(InputMessage message, Exception? inner = null) : InputException(message, inner);
