using System.Numerics;
using SampleImages.Generator.Parts;

namespace SampleImages.Generator.Rendering;

/// <summary>Finds where rays meet a body by walking along them in steps of its distance (Hart 1996, "Sphere tracing").</summary>
/// <param name="solid">The body.</param>
/// <param name="extent">Half width, half depth and height of the sound part.</param>
internal sealed class RayMarcher(Solid solid, Vector3 extent)
{
    // Defects bend, shift and grow a part by less than this.
    private const float Margin = 0.4f;
    private const float Rise = 0.6f;
    private readonly Vector3 _low = new(-extent.X - Margin, -extent.Y - Margin, -0.02f);
    private readonly Vector3 _high = new(extent.X + Margin, extent.Y + Margin, extent.Z + Rise);

    /// <summary>The body.</summary>
    public Solid Solid => solid;

    /// <summary>The first point of the body along a ray.</summary>
    /// <param name="origin">Where the ray starts.</param>
    /// <param name="direction">Unit vector.</param>
    /// <param name="distance">How far away the point is.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryHit(Vector3 origin, Vector3 direction, out float distance)
    {
        if (!Inside(origin, direction, out distance, out var end))
            return false;
        for (var step = 0; step < 140 && distance < end; step++)
        {
            var d = solid.Distance(origin + direction * distance);
            if (d < 0.0012f)
                return true;
            distance += d * 0.85f;
        }
        return false;
    }

    /// <summary>The share of the lamp that a point sees, 0 to 1: how near the way to it passes the body, against the distance walked.</summary>
    public float Lit(Vector3 origin, Vector3 lamp, float hardness)
    {
        if (!Inside(origin, lamp, out var t, out var end))
            return 1;
        t = MathF.Max(t, 0.02f);
        var lit = 1f;
        for (var step = 0; step < 48 && t < end; step++)
        {
            var d = solid.Distance(origin + lamp * t);
            lit = MathF.Min(lit, 0.5f + 0.5f * hardness * d / t);
            if (lit <= 0)
                return 0;
            t += Math.Clamp(d * 0.85f, 0.012f, 0.12f);
        }
        return lit * lit * (3 - 2 * lit);
    }

    /// <summary>The share of the sky above a surface that nothing near covers, 0 to 1.</summary>
    public float Open(Vector3 p, Vector3 normal)
    {
        var (covered, weight) = (0f, 1f);
        for (var i = 1; i <= 5; i++)
        {
            var h = 0.06f * i;
            var q = p + normal * h;
            // The bench covers too.
            covered += weight * MathF.Max(0, h - MathF.Min(solid.Distance(q), q.Z + 0.02f));
            weight *= 0.75f;
        }
        return Math.Clamp(1 - 2.2f * covered, 0.05f, 1);
    }

    // The stretch of a ray inside the box around the body.
    private bool Inside(Vector3 origin, Vector3 direction, out float start, out float end)
    {
        var inverse = Vector3.One / direction;
        var (a, b) = ((_low - origin) * inverse, (_high - origin) * inverse);
        var (near, far) = (Vector3.Min(a, b), Vector3.Max(a, b));
        start = MathF.Max(0, MathF.Max(near.X, MathF.Max(near.Y, near.Z)));
        end = MathF.Min(far.X, MathF.Min(far.Y, far.Z));
        return start < end;
    }
}
