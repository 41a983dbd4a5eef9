namespace TransferLab.Reports.Svg;

/// <summary>A row of a <see cref="PairedChart"/>.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Mean">Mean of its values, 0 to 1.</param>
/// <param name="HalfWidth">The interval is mean ± this; null for none.</param>
internal sealed record PairedRow(string Name, double Mean, double? HalfWidth);
