namespace TransferLab.Service.Runs;

/// <summary>A run as it is kept on disk: <c>job.json</c> in its folder, written whole at every change of state.</summary>
internal sealed record RunRecord
{
    private const string FileName = "job.json";

    public required string Id { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required RunRequest Request { get; init; }
    /// <summary>Full path of the pictures.</summary>
    public required string Images { get; init; }
    /// <summary>What the request asks for; null where the record was read from disk.</summary>
    [JsonIgnore]
    public FineTuneOptions? Options { get; init; }
    public RunState State { get; init; }
    public DateTimeOffset? Started { get; init; }
    public DateTimeOffset? Ended { get; init; }
    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }
    public RunGate? Gate { get; init; }
    /// <summary>Version that its package became.</summary>
    public int? Published { get; init; }

    /// <summary>Whether it has ended one way or another.</summary>
    public bool IsOver => State is RunState.Succeeded or RunState.Failed or RunState.Cancelled;

    /// <summary>The record in a folder; null where there is none, or one that was never finished.</summary>
    public static RunRecord? Read(string folder) => FileWork.ReadJson(Path.Combine(folder, FileName), ServiceJson.Default.RunRecord!, _ => null);

    public void Write(string folder) =>
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, ServiceJson.Default.RunRecord) + "\n");
}

/// <summary>How far a run is.</summary>
internal enum RunState
{
    [JsonStringEnumMemberName("queued")]
    Queued,
    [JsonStringEnumMemberName("running")]
    Running,
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,
    [JsonStringEnumMemberName("failed")]
    Failed,
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
