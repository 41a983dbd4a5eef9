namespace TransferLab.Explanation;

/// <summary>A classifier, or a label, that no heat map can be drawn for; the message says why.</summary>
public sealed class ExplanationException : Exception
{
    /// <summary>Creates the error.</summary>
    public ExplanationException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public ExplanationException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public ExplanationException()
    {
    }
}
