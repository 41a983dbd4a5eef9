using TransferLab.Errors;

namespace TransferLab.Classifiers.Packaging;

/// <summary>A folder is no classifier package, or one that must not be used; the message says what is wrong and what to do.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class PackageException(InputMessage message, Exception? inner = null) : InputException(message, inner);
