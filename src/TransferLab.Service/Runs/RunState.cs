namespace TransferLab.Service.Runs;

/// <summary>How far a run is.</summary>
internal enum RunState
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}
