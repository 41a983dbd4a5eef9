namespace TransferLab.Service.Explain;

/// <summary>The rectangle of the picture that the map lies on, in shares of the upright picture's width and height; where the model's resize rule pads it sticks out.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
internal sealed record ExplainRegion(double X, double Y, double Width, double Height);
