namespace TransferLab.Service.Runs;

/// <summary>Freeze strategies on the same pictures and backbone, with all other options alike.</summary>
internal sealed record RunComparison
{
    /// <summary>Name of the folder that <c>transferlab compare</c> wrote; null for runs of this host.</summary>
    public string? Name { get; init; }

    public required string Images { get; init; }

    public required string Backbone { get; init; }

    /// <summary><c>accuracy</c> or <c>mAP</c>.</summary>
    public required string ScoreName { get; init; }

    /// <summary>Confidence of the intervals.</summary>
    public required double Confidence { get; init; }

    /// <summary>The answer in words, where <c>transferlab compare</c> gave one.</summary>
    public string? Verdict { get; init; }

    public required IReadOnlyList<StrategyResult> Strategies { get; init; }
}
