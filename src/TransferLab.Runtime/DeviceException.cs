using TransferLab.Errors;

namespace TransferLab.Runtime;

/// <summary>A device was asked for that cannot be used here. The message says why and what to do.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class DeviceException(InputMessage message, Exception? inner = null) : SettingException(message, inner);
