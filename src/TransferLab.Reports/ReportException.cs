using TransferLab.Errors;

namespace TransferLab.Reports;

/// <summary>A report cannot be written or delivered. The message says what is wrong, where, and what to do about it.</summary>
/// <inheritdoc cref="InputException.InputException(InputMessage, Exception)" path="/param"/>
public sealed class ReportException(InputMessage message, Exception? inner = null) : InputException(message, inner);
