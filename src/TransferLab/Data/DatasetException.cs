using TransferLab.Errors;

namespace TransferLab.Data;

/// <summary>The pictures given cannot be used as they are. The message says what is wrong, where, and what to do about it.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class DatasetException(InputMessage message, Exception? inner = null) : InputException(message, inner);
