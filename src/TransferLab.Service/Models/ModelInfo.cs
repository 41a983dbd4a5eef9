namespace TransferLab.Service.Models;

/// <summary>A model as the host shows it.</summary>
internal sealed record ModelInfo
{
    public required string Name { get; init; }
    public required bool IsDefault { get; init; }
    /// <summary>Whether a version works.</summary>
    public required bool Ready { get; init; }
    /// <summary>The version in service.</summary>
    public int? Version { get; init; }
    public string? Task { get; init; }
    public IReadOnlyList<string>? Labels { get; init; }
    public int? Pin { get; init; }
    public Candidate? Canary { get; init; }
    public Candidate? Shadow { get; init; }
    public ShadowComparison? Comparison { get; init; }
    /// <summary>Distance of the mix of predicted labels from that of the training images, 0 to 1; null before there are enough answers.</summary>
    public double? Drift { get; init; }
    /// <summary>Versions that have served, the last one last.</summary>
    public required IReadOnlyList<int> History { get; init; }
    public required IReadOnlyList<ModelVersionInfo> Versions { get; init; }
}

/// <summary>A version as the host shows it.</summary>
/// <param name="Version">Its number.</param>
/// <param name="State"><c>serving</c>, <c>canary</c>, <c>shadow</c>, <c>available</c> or <c>failed</c>.</param>
/// <param name="Error">Why it could not be brought into service.</param>
/// <param name="Loaded">When it was loaded.</param>
/// <param name="Accuracy">Accuracy (mean average precision for multi-label) on the images held out in training.</param>
/// <param name="Freeze">How it was trained.</param>
/// <param name="MaxBatch">Most pictures of one of its runs, as found worth while when it was loaded.</param>
internal sealed record ModelVersionInfo(int Version, string State, string? Error, DateTimeOffset? Loaded, double? Accuracy, string? Freeze, int? MaxBatch);

/// <summary>All models.</summary>
internal sealed record ModelList(IReadOnlyList<ModelInfo> Models);
