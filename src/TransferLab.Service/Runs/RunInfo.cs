namespace TransferLab.Service.Runs;

/// <summary>A run as the host shows it.</summary>
internal sealed record RunInfo
{
    public required string Id { get; init; }
    public required RunState State { get; init; }
    public required DateTimeOffset Created { get; init; }
    public DateTimeOffset? Started { get; init; }
    public DateTimeOffset? Ended { get; init; }
    public required RunRequest Request { get; init; }
    public string? Error { get; init; }
    public RunGate? Gate { get; init; }
    public int? Published { get; init; }
    /// <summary>One entry per epoch so far.</summary>
    public IReadOnlyList<EpochMetrics>? Epochs { get; init; }
    /// <summary>Labels in order, once it is finished.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
    /// <summary>Scores on the pictures held out.</summary>
    public ValidationScores? Validation { get; init; }
    /// <summary>What the accuracy of <see cref="Validation"/> is: <c>accuracy</c> or <c>mAP</c>.</summary>
    public string? ScoreName { get; init; }
    /// <summary>Seconds that training took, interruptions left out.</summary>
    public double? Seconds { get; init; }
    /// <summary>Counts as [true label][predicted label] on the pictures held out; single-label only.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Confusion { get; init; }
}

/// <summary>All runs, the newest first.</summary>
internal sealed record RunList(IReadOnlyList<RunInfo> Runs);
