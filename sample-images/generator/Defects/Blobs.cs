using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Parts;

namespace SampleImages.Generator.Defects;

/// <summary>Lumps of plastic on the surface, scattered or in a row up the seam where layers begin.</summary>
internal sealed class Blobs : Defect
{
    private readonly (Vector3 Centre, float Radius)[] _lumps;

    public Blobs(float strength, Dice dice, Site site)
    {
        _lumps = new (Vector3, float)[(int)(Curves.Mix(10, 22, strength) * dice.Range(0.75f, 1.4f))];
        var seam = dice.Chance(0.35) ? site.Visible(dice, wall: true) : (Vector3?)null;
        foreach (ref var lump in _lumps.AsSpan())
        {
            var at = site.Visible(dice, wall: true);
            // A row keeps to the place of its first lump; where the part has a gap there, the lump does not hold on.
            if (seam is { } s)
                at = new Vector3(s.X + dice.Range(-0.015f, 0.015f), s.Y + dice.Range(-0.015f, 0.015f), at.Z);
            lump = (at, Curves.Mix(0.045f, 0.07f, strength) * dice.Range(0.7f, 1.5f));
        }
        _lumps = [.. _lumps.Where(l => site.Solid.Distance(l.Centre) < l.Radius * 0.7f)];
    }

    public override Solid Deform(Solid solid) => new Lumpy(solid, _lumps);

    private sealed class Lumpy(Solid inner, (Vector3 Centre, float Radius)[] lumps) : Solid
    {
        public override float Distance(Vector3 p)
        {
            var d = inner.Distance(p);
            // Lumps lie on the surface and are small; away from it they cannot be the nearest.
            if (d > 0.35f)
                return d - 0.1f;
            foreach (var (centre, radius) in lumps)
                d = Distances.Blend(d, Vector3.Distance(p, centre) - radius, 0.02f);
            return d;
        }

        public override Vector3 ToPrint(Vector3 p) => inner.ToPrint(p);
    }
}
