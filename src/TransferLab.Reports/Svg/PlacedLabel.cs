namespace TransferLab.Reports.Svg;

/// <summary>A label with its place.</summary>
/// <param name="Anchor">The point it belongs to.</param>
/// <param name="Box">Where the text lies.</param>
/// <param name="Leader">Where a line from the point ends; null where the label is next to it.</param>
internal sealed record PlacedLabel(LabelAnchor Anchor, Box Box, (double X, double Y)? Leader);
