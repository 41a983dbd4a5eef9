namespace TransferLab.Classifiers.Explanation;

/// <summary>
/// The rectangle of a picture that a heat map lies on, which is what the network saw of it, in shares of the upright picture's width and height: (0, 0) is its top left corner, 1 its right
/// or lower edge. Under a resize rule that pads, it sticks out on both sides by the padding.
/// </summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct MapRegion(double X, double Y, double Width, double Height);
