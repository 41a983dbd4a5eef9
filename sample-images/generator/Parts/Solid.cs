using System.Numerics;

namespace SampleImages.Generator.Parts;

/// <summary>A body given by its signed distance. Lengths are in units of about half a part's width; z is up, the bench is z = 0.</summary>
internal abstract class Solid
{
    /// <summary>Distance to the surface, negative inside; never more than the true distance by more than a fifth.</summary>
    public abstract float Distance(Vector3 p);

    /// <summary>Where a point of the body lay while it was printed: layers are level in those coordinates, whatever happened to the part.</summary>
    public virtual Vector3 ToPrint(Vector3 p) => p;

    /// <summary>The outward unit normal at a point of the surface, from four distances at the corners of a tetrahedron.</summary>
    public Vector3 Normal(Vector3 p)
    {
        const float E = 0.003f;
        Vector3 a = new(E, -E, -E), b = new(-E, -E, E), c = new(-E, E, -E), d = new(E, E, E);
        return Vector3.Normalize(a * Distance(p + a) + b * Distance(p + b) + c * Distance(p + c) + d * Distance(p + d));
    }
}
