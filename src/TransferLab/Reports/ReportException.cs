namespace TransferLab.Reports;

/// <summary>A report cannot be written or delivered. The message says what is wrong, where, and what to do about it.</summary>
public sealed class ReportException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ReportException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public ReportException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
