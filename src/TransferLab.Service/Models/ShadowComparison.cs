namespace TransferLab.Service.Models;

/// <summary>What comparing the shadow has come to.</summary>
/// <param name="Version">Version of the shadow.</param>
/// <param name="Compared">Pictures compared.</param>
/// <param name="Agreed">Of them, those that got the same labels.</param>
/// <param name="LargestDifference">Largest difference of a probability.</param>
internal sealed record ShadowComparison(int Version, long Compared, long Agreed, double LargestDifference);
