using TransferLab.Errors;

namespace TransferLab.Classifiers.Explanation;

/// <summary>A classifier, or a label, that no heat map can be drawn for; the message says why.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class ExplanationException(InputMessage message, Exception? inner = null) : InputException(message, inner);
