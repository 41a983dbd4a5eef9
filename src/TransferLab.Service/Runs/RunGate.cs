namespace TransferLab.Service.Runs;

/// <summary>What comparing a new package with the version in service came to, on the pictures that the run held out.</summary>
/// <param name="Score"><c>accuracy</c>, or <c>mAP</c> for multi-label.</param>
/// <param name="Candidate">Score of the new package, 0 to 1.</param>
/// <param name="Serving">Score of the version in service, 0 to 1; labels that it does not know count as not found.</param>
/// <param name="ServingVersion">Its number.</param>
/// <param name="Images">Pictures.</param>
/// <param name="Passed">Whether the new package is better.</param>
internal sealed record RunGate(string Score, double Candidate, double Serving, int ServingVersion, int Images, bool Passed);
