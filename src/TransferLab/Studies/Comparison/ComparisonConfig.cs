using System.Text.Json.Serialization;
using TransferLab.Runs;

namespace TransferLab.Studies.Comparison;

/// <summary>What a comparison was started with, as persisted: enough to resume it.</summary>
internal sealed record ComparisonConfig
{
    /// <summary>The version of this file's layout that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>What all runs have in common, with the first seed.</summary>
    public required RunConfig Common { get; init; }

    public required IReadOnlyList<string> Strategies { get; init; }

    public required int Seeds { get; init; }

    public double? Budget { get; init; }

    public required double Confidence { get; init; }

    /// <summary>The strategy that the others are held against: the linear probe, or else the first.</summary>
    [JsonIgnore]
    public string Reference => Strategies.FirstOrDefault(s => s == "linear-probe") ?? Strategies[0];
}
