using TransferLab.Errors;

namespace TransferLab.Runs;

/// <summary>Training cannot go on, or cannot begin; the message says why and what to change.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class TrainingException(InputMessage message, Exception? inner = null) : InputException(message, inner);
