using System.Numerics;

namespace SampleImages.Generator.Materials;

/// <summary>A point of the part's surface in the coordinates it was printed in, and the printed line it belongs to.</summary>
/// <param name="Position">The point; layers are level here.</param>
/// <param name="Facing">The smooth outward unit normal.</param>
/// <param name="Line">Number of the line: of the layer on walls, of the neighbouring strand on flat tops.</param>
/// <param name="Across">Place across the line, −1 to 1, 0 on its crest.</param>
/// <param name="Slope">Direction in which <paramref name="Across"/> grows.</param>
/// <param name="Top">Whether the point is on a flat top rather than on a wall.</param>
internal readonly record struct PrintPoint(Vector3 Position, Vector3 Facing, int Line, float Across, Vector3 Slope, bool Top);
