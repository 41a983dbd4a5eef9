namespace TransferLab.Pretraining.Categories;

/// <summary>How the inside of a <see cref="RadialProfile"/> is painted.</summary>
/// <param name="Value">Position along the palette at the centre.</param>
/// <param name="Radial">What is added from the centre to the rim.</param>
/// <param name="Axial">What is added per unit along the first axis.</param>
/// <param name="Dome">Shading as of a dome, 0 (flat) … 1.</param>
/// <param name="Outline">Width of the outline in the curve's units; 0 is none.</param>
/// <param name="OutlineValue">Position along the palette of the outline.</param>
/// <param name="Softness">Width of the rim in the curve's units, at least a pixel.</param>
/// <param name="Opacity">0 … 1.</param>
internal readonly record struct Paint(
    float Value, float Radial = 0, float Axial = 0, float Dome = 0, float Outline = 0, float OutlineValue = 0, float Softness = 0, float Opacity = 1);
