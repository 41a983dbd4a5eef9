using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Parts;

/// <summary>A ring, open on top, on a foot.</summary>
internal sealed class CableClip(Dice dice) : Part
{
    private readonly float _radius = dice.Range(0.5f, 0.6f);
    private readonly float _wall = dice.Range(0.13f, 0.19f);
    private readonly float _depth = dice.Range(0.3f, 0.45f);
    private readonly float _opening = dice.Range(0.14f, 0.3f);
    private readonly float _foot = dice.Range(0.14f, 0.2f);

    public override Vector3 Extent => new(0.95f, _depth, _foot + 2 * _radius);

    public override float Distance(Vector3 p)
    {
        var q = p - new Vector3(0, 0, _foot + _radius - 0.04f);
        var ring = MathF.Max(Distances.Bore(q, _radius, _depth), -Distances.Bore(q, _radius - _wall, 2));
        var clip = MathF.Max(ring, -Distances.Block(q, _opening, 2, 0, 2));
        // The fillet would stand out at the front and the back.
        return MathF.Max(Distances.Blend(clip, Distances.Block(p, 0.95f, _depth, 0, _foot), 0.05f), MathF.Abs(p.Y) - _depth);
    }
}
