using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Parts;

namespace SampleImages.Generator.Defects;

/// <summary>One end of the part, or both, came off the bed: the body rises with the square of the distance from where it still stuck.</summary>
internal sealed class Warping : Defect
{
    private readonly Vector3 _towards;
    private readonly float _start;
    private readonly float _reach;
    private readonly float _near;
    private readonly float _far;

    public Warping(float strength, Dice dice, Site site)
    {
        // Ends that the camera sees from the side: to the left or right of the part, rather on its near edge.
        var side = dice.Chance(0.5) ? 1 : -1;
        var nearer = Vector3.Normalize(new Vector3(site.View.Eye.X, site.View.Eye.Y, 0));
        _towards = Vector3.Normalize(site.Sideways * side + nearer * dice.Range(0, 0.6f));
        _reach = MathF.Abs(_towards.X) * site.Part.Extent.X + MathF.Abs(_towards.Y) * site.Part.Extent.Y;
        _start = dice.Range(-0.25f, 0.25f);
        _near = Curves.Mix(0.28f, 0.46f, strength) * dice.Range(0.85f, 1.15f);
        _far = dice.Chance(0.35) ? _near * dice.Range(0.4f, 1) : 0;
    }

    public override Solid Deform(Solid solid) => new Bent(this, solid);

    private float Rise(Vector3 p)
    {
        var along = Vector3.Dot(p, _towards) / _reach;
        var near = MathF.Max(0, (along - _start) / (1 - _start));
        var far = MathF.Max(0, (-along - 0.1f) / 0.9f);
        return _near * near * near + _far * far * far;
    }

    private sealed class Bent(Warping warping, Solid inner) : Solid
    {
        // The bend rises by up to one per unit of length, which makes distances seem longer than they are by up to 1.6.
        public override float Distance(Vector3 p) => 0.65f * inner.Distance(p - new Vector3(0, 0, warping.Rise(p)));

        public override Vector3 ToPrint(Vector3 p) => inner.ToPrint(p - new Vector3(0, 0, warping.Rise(p)));
    }
}
