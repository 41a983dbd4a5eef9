using System.Numerics;
using SampleImages.Generator.Materials;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Defects;

/// <summary>Too little plastic, over a band of layers or everywhere: grooves open between lines, and stretches of lines are missing.</summary>
internal sealed class UnderExtrusion : Defect
{
    private readonly Noise _noise;
    private readonly float _middle;
    private readonly float _half;
    private readonly float _missing;
    private readonly float _grooves;

    public UnderExtrusion(float strength, Dice dice, Site site)
    {
        _noise = new Noise(dice.Bits());
        _middle = site.Visible(dice, wall: true).Z;
        _half = dice.Chance(0.2 + 0.4 * strength) ? 5 : dice.Range(0.18f, 0.35f);
        _missing = Curves.Mix(0.32f, 0.46f, strength);
        _grooves = Curves.Mix(0.3f, 0.75f, strength) * dice.Range(0.8f, 1.1f);
    }

    public override void Mark(in PrintPoint at, ref Surface surface)
    {
        var p = at.Position;
        var here = Curves.Step(_half + 0.06f, _half, MathF.Abs(p.Z - _middle));
        if (here <= 0)
            return;
        // Along a line the flow stops and starts; neighbours know little of each other.
        var shift = new Vector3(at.Line * 5.31f, at.Line * 3.17f, at.Top ? 40 : 0);
        var flow = 0.65f * _noise.At(p * 5 + shift) + 0.35f * _noise.At(p * 15 + shift);
        var hole = here * Curves.Step(_missing + 0.06f, _missing - 0.02f, flow);
        var groove = here * _grooves * Curves.Step(0.35f, 0.85f, MathF.Abs(at.Across));
        surface.Open *= (1 - 0.8f * hole) * (1 - groove);
        surface.Albedo *= 1 - 0.35f * hole;
        surface.Gloss *= 1 - hole;
        surface.Normal += at.Slope * (0.6f * here * _grooves * at.Across) + at.Slope * (0.5f * hole);
    }
}
