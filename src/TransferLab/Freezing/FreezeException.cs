using TransferLab.Errors;

namespace TransferLab.Freezing;

/// <summary>A freeze policy cannot be read, or does not fit the backbone; the message lists what would.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class FreezeException(InputMessage message, Exception? inner = null) : SettingException(message, inner);
