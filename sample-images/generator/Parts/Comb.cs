using System.Numerics;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Parts;

/// <summary>A row of three to five tines on a foot.</summary>
internal sealed class Comb(Dice dice) : Part
{
    private readonly int _tines = dice.Count(3, 5);
    private readonly float _height = dice.Range(0.8f, 1.2f);
    private readonly float _depth = dice.Range(0.25f, 0.45f);
    private readonly float _share = dice.Range(0.4f, 0.52f);
    private readonly float _foot = dice.Range(0.18f, 0.3f);

    public override Vector3 Extent => new(1, _depth, _height);

    public override float Distance(Vector3 p)
    {
        // The tine nearest by; equal tines at equal distances repeat.
        var pitch = (2 - 2 * _share / _tines) / (_tines - 1);
        var first = -(_tines - 1) / 2f * pitch;
        var nearest = Math.Clamp(MathF.Round((p.X - first) / pitch), 0, _tines - 1);
        var tine = Distances.Block(p - new Vector3(first + nearest * pitch, 0, 0), _share / _tines, _depth, 0, _height);
        return MathF.Min(tine, Distances.Block(p, 1, _depth, 0, _foot));
    }
}
