using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Parts;

namespace SampleImages.Generator.Defects;

/// <summary>The printer lost steps once or twice: all layers above are displaced sideways.</summary>
internal sealed class LayerShift : Defect
{
    private readonly (float Height, Vector3 Offset)[] _shifts;

    public LayerShift(float strength, Dice dice, Site site)
    {
        var height = site.Part.Extent.Z;
        _shifts = new (float, Vector3)[dice.Chance(0.15 + 0.2 * strength) ? 2 : 1];
        var at = height * (_shifts.Length == 1 ? dice.Range(0.25f, 0.8f) : dice.Range(0.2f, 0.45f));
        // One axis of the printer slips, the one that the camera sees better, and always the same way.
        var axis = MathF.Abs(site.Sideways.X) > MathF.Abs(site.Sideways.Y) ? Vector3.UnitX : Vector3.UnitY;
        var way = dice.Chance(0.5) ? axis : -axis;
        foreach (ref var shift in _shifts.AsSpan())
        {
            var size = Curves.Mix(0.15f, 0.32f, strength) * dice.Range(0.85f, 1.15f) / MathF.Sqrt(_shifts.Length);
            shift = (MathF.Round(at / site.Filament.LayerHeight) * site.Filament.LayerHeight, way * size);
            at += height * dice.Range(0.15f, 0.35f);
        }
    }

    public override Solid Deform(Solid solid) => _shifts.Aggregate(solid, (body, shift) => new Displaced(body, shift.Height, shift.Offset));

    private sealed class Displaced(Solid inner, float height, Vector3 offset) : Solid
    {
        public override float Distance(Vector3 p)
        {
            var below = p.Z - height;
            // Far from the cut one half decides.
            if (below < -0.4f)
                return inner.Distance(p);
            if (below > 0.4f)
                return inner.Distance(p - offset);
            return MathF.Min(MathF.Max(inner.Distance(p), below), MathF.Max(inner.Distance(p - offset), -below));
        }

        public override Vector3 ToPrint(Vector3 p) => inner.ToPrint(p.Z > height ? p - offset : p);
    }
}
