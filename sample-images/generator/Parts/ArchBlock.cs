using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Parts;

/// <summary>A block with an arched opening from front to back.</summary>
internal sealed class ArchBlock(Dice dice) : Part
{
    private readonly float _height = dice.Range(1, 1.25f);
    private readonly float _depth = dice.Range(0.3f, 0.5f);
    private readonly float _radius = dice.Range(0.42f, 0.56f);
    private readonly float _sill = dice.Range(0.14f, 0.22f);
    private readonly float _shoulder = dice.Range(0.03f, 0.25f);

    public override Vector3 Extent => new(0.95f, _depth, _height);

    public override float Distance(Vector3 p)
    {
        var spring = _height - _radius - 0.18f;
        var opening = MathF.Min(Distances.Bore(p - new Vector3(0, 0, spring), _radius, 2), Distances.Block(p, _radius, 2, _sill, spring));
        return MathF.Max(Distances.Block(p, 0.95f, _depth, 0, _height, _shoulder), -opening);
    }
}
