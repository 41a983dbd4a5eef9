namespace TransferLab.Service.Runs;

/// <summary>All runs, the newest first.</summary>
internal sealed record RunList(IReadOnlyList<RunInfo> Runs);
