namespace TransferLab.Imaging.Augmentation.Files;

/// <summary>A policy file cannot be used; the message says which file, which transform and which key.</summary>
public sealed class AugmentationException : Exception
{
    /// <summary>An exception with the message of its type.</summary>
    public AugmentationException()
    {
    }

    /// <param name="message">What was wrong, where, and what to do.</param>
    public AugmentationException(string message)
        : base(message)
    {
    }

    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public AugmentationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
