using System.Numerics;
using SampleImages.Generator.Materials;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Defects;

/// <summary>Layers that have come apart: one to three ragged gaps along layers, wide in the middle, with a lip that catches light.</summary>
internal sealed class Cracking : Defect
{
    private readonly Noise _noise;
    private readonly Vector3 _along;
    private readonly (Vector3 Middle, float HalfLength, float HalfWidth)[] _gaps;

    public Cracking(float strength, Dice dice, Site site)
    {
        _noise = new Noise(dice.Bits());
        _along = site.Sideways;
        _gaps = new (Vector3, float, float)[dice.Chance(0.45 + 0.45 * strength) ? dice.Count(2, 3) : 1];
        foreach (ref var gap in _gaps.AsSpan())
        {
            var seen = site.Solid.ToPrint(site.Visible(dice, wall: true));
            var layer = site.Filament.LayerHeight;
            seen.Z = MathF.Max(3, MathF.Round(seen.Z / layer)) * layer;
            gap = (seen, Curves.Mix(0.45f, 0.9f, strength) * dice.Range(0.75f, 1.2f), Curves.Mix(0.03f, 0.05f, strength) * dice.Range(0.85f, 1.2f));
        }
    }

    public override void Mark(in PrintPoint at, ref Surface surface)
    {
        if (at.Top)
            return;
        var p = at.Position;
        foreach (var (middle, halfLength, halfWidth) in _gaps)
        {
            var s = Vector3.Dot(p - middle, _along);
            var u = s / halfLength;
            if (u is < -1 or > 1)
                continue;
            // Thinner towards the ends; the edges are torn, and the gap jumps from layer to layer now and then.
            var torn = 0.6f + 0.8f * _noise.At(s * 14, middle.Z * 50);
            var half = halfWidth * MathF.Sqrt(1 - u * u) * torn;
            var wander = 0.03f * (_noise.At(s * 3.5f, 8 + middle.Z * 50) - 0.5f) + 0.014f * (_noise.At(s * 22, 3) - 0.5f);
            var off = p.Z - middle.Z - wander;
            var dark = Curves.Step(half + 0.008f, half - 0.004f, MathF.Abs(off));
            surface.Open *= 1 - 0.93f * dark;
            surface.Albedo *= 1 - 0.6f * dark;
            surface.Gloss *= 1 - dark;
            // The lower lip faces up, the upper lip hangs over.
            var lip = Curves.Step(half + 0.035f, half + 0.004f, MathF.Abs(off)) * (1 - dark);
            surface.Normal += new Vector3(0, 0, (off < 0 ? 0.7f : -0.5f) * lip);
            surface.Albedo += new Vector3(0.05f) * lip;
        }
    }
}
