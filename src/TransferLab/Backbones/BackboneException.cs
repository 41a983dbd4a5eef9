using TransferLab.Errors;

namespace TransferLab.Backbones;

/// <summary>A file or its settings cannot serve as a backbone; the message says why and what to do about it.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class BackboneException(InputMessage message, Exception? inner = null) : InputException(message, inner);
