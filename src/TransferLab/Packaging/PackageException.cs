namespace TransferLab.Packaging;

/// <summary>A folder is no classifier package, or one that must not be used; the message says what is wrong and what to do.</summary>
public sealed class PackageException : Exception
{
    /// <summary>Creates the error.</summary>
    public PackageException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public PackageException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public PackageException()
    {
    }
}
