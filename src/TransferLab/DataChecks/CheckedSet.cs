using TransferLab.Data;

namespace TransferLab.DataChecks;

/// <summary>What the findings are drawn from: the set, what its files hold, and which side each is on.</summary>
/// <param name="Data">The set, unreadable files included.</param>
/// <param name="Facts">Of each sample.</param>
/// <param name="Sides">Of each sample; null where no split could be made, and for unreadable files.</param>
/// <param name="IsSplitGiven">Whether the folders say what is held out.</param>
/// <param name="Options">What was asked for.</param>
internal sealed record CheckedSet(ImageDataset Data, IReadOnlyList<ImageFacts> Facts, IReadOnlyList<SplitPart?> Sides, bool IsSplitGiven, DataCheckOptions Options)
{
    /// <summary>The path of a sample as people see it.</summary>
    public string PathOf(int sample) => Data.Samples[sample].DisplayPath;

    /// <summary>Names of a sample's labels.</summary>
    public string LabelsOf(int sample) => Data.Samples[sample].Labels is { Length: > 0 } labels ? string.Join(" and ", labels.Select(l => $"'{Data.Classes[l]}'")) : "no label";
}
