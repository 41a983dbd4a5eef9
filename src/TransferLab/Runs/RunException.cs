namespace TransferLab.Runs;

/// <summary>A run folder or a file in it cannot be used. The message says what is wrong, where, and what to do about it.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class RunException(InputMessage message, Exception? inner = null) : InputException(message, inner);

/// <summary>Training cannot go on, or cannot begin; the message says why and what to change.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class TrainingException(InputMessage message, Exception? inner = null) : InputException(message, inner);
