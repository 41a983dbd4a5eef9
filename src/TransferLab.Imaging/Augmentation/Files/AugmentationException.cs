using TransferLab.Errors;

namespace TransferLab.Imaging.Augmentation.Files;

/// <summary>A policy file cannot be used; the message says which file, which transform and which key.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class AugmentationException(InputMessage message, Exception? inner = null) : InputException(message, inner);
