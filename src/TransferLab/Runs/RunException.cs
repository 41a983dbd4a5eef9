namespace TransferLab.Runs;

/// <summary>A run folder or a file in it cannot be used. The message says what is wrong, where, and what to do about it.</summary>
public sealed class RunException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RunException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public RunException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
