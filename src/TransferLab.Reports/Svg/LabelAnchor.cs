namespace TransferLab.Reports.Svg;

/// <summary>A point that wants a label.</summary>
/// <param name="Text">The label.</param>
/// <param name="X">Place of the point.</param>
/// <param name="Y">Place of the point.</param>
/// <param name="BarTop">Upper end of its error bar.</param>
/// <param name="BarBottom">Lower end of its error bar.</param>
internal sealed record LabelAnchor(string Text, double X, double Y, double BarTop, double BarBottom);
