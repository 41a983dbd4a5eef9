using TransferLab.Errors;

namespace TransferLab.Imaging;

/// <summary>An image could not be decoded; the message says what was wrong with it.</summary>
public sealed class ImageDecodeException : InputException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="message">What was wrong, in one sentence.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public ImageDecodeException(ImageDecodeFailure failure, InputMessage message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>The kind of failure.</summary>
    public ImageDecodeFailure Failure { get; }
}
