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
