namespace TransferLab.Freezing;

/// <summary>A freeze policy cannot be read, or does not fit the backbone; the message lists what would.</summary>
public sealed class FreezeException : Exception
{
    /// <summary>Creates the error.</summary>
    public FreezeException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public FreezeException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public FreezeException()
    {
    }
}
