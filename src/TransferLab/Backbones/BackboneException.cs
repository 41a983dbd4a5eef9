namespace TransferLab.Backbones;

/// <summary>A file or its settings cannot serve as a backbone; the message says why and what to do about it.</summary>
public sealed class BackboneException : Exception
{
    /// <summary>Creates the error.</summary>
    public BackboneException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public BackboneException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public BackboneException()
    {
    }
}
