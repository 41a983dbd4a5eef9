using System.Numerics;

namespace SampleImages.Generator.Scenes;

/// <summary>A thread of plastic, as a line through points.</summary>
/// <param name="Points">At least two.</param>
/// <param name="Radius">Half its thickness, in units of length.</param>
/// <param name="Colour">Linear RGB.</param>
internal sealed record Strand(Vector3[] Points, float Radius, Vector3 Colour);
