namespace TransferLab.Training;

/// <summary>Training cannot go on, or cannot begin; the message says why and what to change.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Creates the error.</summary>
    public TrainingException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public TrainingException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an error without a message.</summary>
    public TrainingException()
    {
    }
}
