using TransferLab.Studies.Statistics;

namespace TransferLab.Studies.Comparison;

/// <summary>What a strategy came to over all seeds.</summary>
public sealed record ComparedStrategy
{
    /// <summary>The freeze strategy as written.</summary>
    public required string Strategy { get; init; }

    /// <summary>Number of seeds it ran with.</summary>
    public required int Seeds { get; init; }

    /// <summary>Number of seeds that were asked for.</summary>
    public int SeedsPlanned { get; init; }

    /// <summary>Mean number of optimizer steps, over all phases of a run.</summary>
    public double Steps { get; init; }

    /// <summary>Accuracy or mean average precision on the images held out.</summary>
    public required Estimate Score { get; init; }

    /// <summary>Macro F1.</summary>
    public required Estimate MacroF1 { get; init; }

    /// <summary>Loss in nats.</summary>
    public required Estimate Loss { get; init; }

    /// <summary>Score on the folder's <c>test</c> part; null where it has none.</summary>
    public Estimate? TestScore { get; init; }

    /// <summary>Mean over seeds of the difference in score to the reference strategy with the same seed; null for the reference itself.</summary>
    public Estimate? Difference { get; init; }

    /// <summary>Numbers that trained, head included.</summary>
    public required long TrainableParameters { get; init; }

    /// <summary>Mean seconds of a run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Mean seconds of a run over those of the reference strategy.</summary>
    public required double TimeRatio { get; init; }

    /// <summary>Mean images per second through training steps.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Largest resident memory of its runs, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Whether it got no more seeds because it was clearly beaten.</summary>
    public bool IsStopped { get; init; }

    /// <summary>What that says in words, e.g. <c>+0.8 ± 1.9 points at 31 times the time: within noise</c>.</summary>
    public required string Verdict { get; init; }
}
