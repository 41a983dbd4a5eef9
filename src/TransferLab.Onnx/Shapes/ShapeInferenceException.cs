using TransferLab.Errors;

namespace TransferLab.Onnx.Shapes;

/// <summary>The shape of a value is needed and cannot be worked out; the message names the value or node.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class ShapeInferenceException(InputMessage message, Exception? inner = null) : InputException(message, inner);
