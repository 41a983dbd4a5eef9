namespace TransferLab.DataChecks;

/// <summary>How much a finding of <see cref="DataCheck"/> matters.</summary>
public enum DataSeverity
{
    /// <summary>Good to know; nothing needs to be done.</summary>
    Note,

    /// <summary>Worth a look: scores or classifier may suffer.</summary>
    Warning,

    /// <summary>Wrong: scores cannot be trusted, or training is impossible.</summary>
    Error,
}
