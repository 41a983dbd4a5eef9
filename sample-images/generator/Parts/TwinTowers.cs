using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Parts;

/// <summary>Two posts on a foot, round or square.</summary>
internal sealed class TwinTowers(Dice dice) : Part
{
    private readonly bool _round = dice.Chance(0.5);
    private readonly float _apart = dice.Range(0.5f, 0.62f);
    private readonly float _radius = dice.Range(0.2f, 0.3f);
    private readonly float _left = dice.Range(0.9f, 1.35f);
    private readonly float _right = dice.Range(0.9f, 1.35f);
    private readonly float _depth = dice.Range(0.4f, 0.55f);
    private readonly float _foot = dice.Range(0.14f, 0.22f);

    public override Vector3 Extent => new(1, _depth, MathF.Max(_left, _right));

    public override float Distance(Vector3 p)
    {
        var foot = Distances.Block(p, 1, _depth, 0, _foot);
        return MathF.Min(foot, MathF.Min(Post(p + new Vector3(_apart, 0, 0), _left), Post(p - new Vector3(_apart, 0, 0), _right)));
    }

    private float Post(Vector3 p, float top) =>
        _round ? Distances.Cylinder(p, _radius, 0, top) : Distances.Block(p, _radius, _radius, 0, top);
}
