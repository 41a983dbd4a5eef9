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

/// <summary>Why an image was refused.</summary>
public enum ImageDecodeFailure
{
    /// <summary>The file has no bytes.</summary>
    Empty,
    /// <summary>The content is a web page, usually a failed download.</summary>
    Html,
    /// <summary>The content is a Git LFS pointer; the image itself was not fetched.</summary>
    GitLfsPointer,
    /// <summary>The content is no image format that is known here.</summary>
    NotAnImage,
    /// <summary>A known image format, or a variety of one, that cannot be decoded.</summary>
    UnsupportedFormat,
    /// <summary>More pixels than <see cref="DecodeOptions.MaxPixels"/> or more bytes than <see cref="DecodeOptions.MaxBytes"/>.</summary>
    TooLarge,
    /// <summary>The data ends before the picture does.</summary>
    Truncated,
    /// <summary>The data contradicts its format.</summary>
    Corrupt,
    /// <summary>The file could not be read (missing, no permission, a device error).</summary>
    Unreadable,
}
