using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Parts;

/// <summary>Signed distances of simple bodies, around the origin.</summary>
internal static class Distances
{
    /// <summary>A box of some half size, its edges rounded by a radius (within the size).</summary>
    public static float Box(Vector3 p, Vector3 half, float round = 0.03f)
    {
        var q = Vector3.Abs(p) - half + new Vector3(round);
        return Vector3.Max(q, Vector3.Zero).Length() + MathF.Min(MathF.Max(q.X, MathF.Max(q.Y, q.Z)), 0) - round;
    }

    /// <summary>A box that stands on z = <paramref name="bottom"/>.</summary>
    public static float Block(Vector3 p, float halfWidth, float halfDepth, float bottom, float top, float round = 0.03f) =>
        Box(p - new Vector3(0, 0, (bottom + top) / 2), new Vector3(halfWidth, halfDepth, (top - bottom) / 2), round);

    /// <summary>An upright cylinder.</summary>
    public static float Cylinder(Vector3 p, float radius, float bottom, float top, float round = 0.03f) =>
        Disc(MathF.Sqrt(p.X * p.X + p.Y * p.Y) - radius, MathF.Abs(p.Z - (bottom + top) / 2) - (top - bottom) / 2, round);

    /// <summary>A cylinder along y.</summary>
    public static float Bore(Vector3 p, float radius, float halfLength, float round = 0.03f) =>
        Disc(MathF.Sqrt(p.X * p.X + p.Z * p.Z) - radius, MathF.Abs(p.Y) - halfLength, round);

    /// <summary>The union of two bodies with a fillet of about <paramref name="width"/> between them.</summary>
    public static float Blend(float a, float b, float width)
    {
        var h = Math.Clamp(0.5f + 0.5f * (b - a) / width, 0, 1);
        return Curves.Mix(b, a, h) - width * h * (1 - h);
    }

    private static float Disc(float radial, float axial, float round)
    {
        var (r, a) = (radial + round, axial + round);
        var (ro, ao) = (MathF.Max(r, 0), MathF.Max(a, 0));
        return MathF.Sqrt(ro * ro + ao * ao) + MathF.Min(MathF.Max(r, a), 0) - round;
    }
}
