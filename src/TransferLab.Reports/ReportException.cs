using TransferLab.Errors;

namespace TransferLab.Reports;

/// <summary>A report cannot be written or delivered. The message says what is wrong, where, and what to do about it.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class ReportException(InputMessage message, Exception? inner = null) : InputException(message, inner);
