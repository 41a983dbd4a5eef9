using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Parts;

/// <summary>A tray with thin walls, with or without a divider.</summary>
internal sealed class OpenBox(Dice dice) : Part
{
    private readonly float _width = dice.Range(0.8f, 1);
    private readonly float _depth = dice.Range(0.5f, 0.75f);
    private readonly float _height = dice.Range(0.55f, 0.85f);
    private readonly float _wall = dice.Range(0.1f, 0.15f);
    private readonly float _round = dice.Range(0.05f, 0.2f);
    private readonly bool _divided = dice.Chance(0.5);

    public override Vector3 Extent => new(_width, _depth, _height);

    public override float Distance(Vector3 p)
    {
        var shell = MathF.Max(
            MathF.Max(Distances.Block(p, _width, _depth, -0.5f, _height + 0.5f, _round), MathF.Abs(p.Z - _height / 2) - _height / 2),
            -Distances.Block(p, _width - _wall, _depth - _wall, _wall, 3, _round * 0.7f));
        return _divided ? MathF.Min(shell, Distances.Block(p, _wall / 2, _depth - _wall / 2, 0, _height * 0.85f)) : shell;
    }
}
