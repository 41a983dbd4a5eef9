namespace TransferLab.Reports.Svg;

/// <summary>Values that belong together, one per row of a <see cref="PairedChart"/>.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Values">0 to 1; null where there is none.</param>
internal sealed record PairedLine(string Name, IReadOnlyList<double?> Values);
