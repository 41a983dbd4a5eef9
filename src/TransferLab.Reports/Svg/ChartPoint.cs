namespace TransferLab.Reports.Svg;

/// <summary>A point of a curve.</summary>
internal readonly record struct ChartPoint(double X, double Y);
