namespace TransferLab.Reports.Svg;

/// <summary>A point with a name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="X">Above 0.</param>
/// <param name="Y">A share, 0 to 1.</param>
/// <param name="HalfWidth">The interval of Y is Y ± this; null for none.</param>
internal sealed record ScatterPoint(string Name, double X, double Y, double? HalfWidth);
