namespace TransferLab.Data;

/// <summary>The pictures given cannot be used as they are. The message says what is wrong, where, and what to do about it.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DatasetException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public DatasetException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
