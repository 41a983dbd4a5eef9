using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Parts;

/// <summary>A block with a wide slot from above, and a bore through both ears.</summary>
internal sealed class ForkBracket(Dice dice) : Part
{
    private readonly float _height = dice.Range(0.9f, 1.25f);
    private readonly float _depth = dice.Range(0.35f, 0.55f);
    private readonly float _slot = dice.Range(0.32f, 0.5f);
    private readonly float _floor = dice.Range(0.2f, 0.35f);
    private readonly float _bore = dice.Chance(0.6) ? dice.Range(0.1f, 0.16f) : 0;

    public override Vector3 Extent => new(0.9f, _depth, _height);

    public override float Distance(Vector3 p)
    {
        var body = MathF.Max(Distances.Block(p, 0.9f, _depth, 0, _height, 0.06f), -Distances.Block(p, _slot, 2, _floor, 3, 0.08f));
        if (_bore == 0)
            return body;
        var (y, z) = (p.Y, p.Z - _height * 0.7f);
        return MathF.Max(body, _bore - MathF.Sqrt(y * y + z * z));
    }
}
