using System.Numerics;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Scenes;

namespace SampleImages.Generator.Defects;

/// <summary>Threads across the part's gaps, where the nozzle dripped on its way, and loose hairs at their rims.</summary>
internal sealed class Stringing : Defect
{
    private readonly List<Strand> _strands = [];

    public Stringing(float strength, Dice dice, Site site)
    {
        var threads = (int)(Curves.Mix(15, 40, strength) * dice.Range(0.75f, 1.3f));
        var thickness = Curves.Mix(0.008f, 0.012f, strength);
        // Travel goes one way on every layer, so threads are near parallel.
        var heading = dice.Range(-0.25f, 0.25f);
        for (var attempt = 0; attempt < 900 && _strands.Count < threads; attempt++)
            if (Across(dice, site, heading, out var from, out var to))
                Add(Sagging(dice, from, to), thickness, dice, site);
        for (var i = 0; i < threads / 3; i++)
            Add(Hair(dice, site), thickness * 0.8f, dice, site);
    }

    public override IReadOnlyList<Strand> Strands => _strands;

    private void Add(Vector3[] points, float thickness, Dice dice, Site site) =>
        _strands.Add(new Strand(points, thickness * dice.Range(0.6f, 1.6f), site.Filament.Colour));

    // From a point in the open, walk both ways to the part.
    private static bool Across(Dice dice, Site site, float heading, out Vector3 from, out Vector3 to)
    {
        var extent = site.Part.Extent;
        var start = new Vector3(dice.Range(-0.7f, 0.7f) * extent.X, dice.Range(-0.85f, 0.85f) * extent.Y, dice.Range(0.2f, 0.98f) * extent.Z);
        var angle = heading + 0.15f * dice.Normal();
        var way = new Vector3(MathF.Cos(angle), MathF.Sin(angle), 0.06f * dice.Normal());
        (from, to) = (default, default);
        return site.Solid.Distance(start) > 0.06f && Walk(site, start, -way, out from) && Walk(site, start, way, out to);
    }

    private static bool Walk(Site site, Vector3 start, Vector3 way, out Vector3 end)
    {
        end = start;
        for (var step = 0; step < 50; step++)
        {
            var d = site.Solid.Distance(end);
            if (d < 0.006f)
                return true;
            end += way * MathF.Max(0.8f * d, 0.004f);
            if (MathF.Abs(end.X) > site.Part.Extent.X + 0.2f || MathF.Abs(end.Y) > site.Part.Extent.Y + 0.2f)
                return false;
        }
        return false;
    }

    private static Vector3[] Sagging(Dice dice, Vector3 from, Vector3 to)
    {
        var points = new Vector3[18];
        var sag = Vector3.Distance(from, to) * dice.Range(0, 0.14f);
        var wave = dice.Range(0, 0.02f);
        var phase = dice.Range(0, 6);
        for (var i = 0; i < points.Length; i++)
        {
            var t = i / (points.Length - 1f);
            var low = 4 * t * (1 - t);
            points[i] = Vector3.Lerp(from, to, t) + new Vector3(0, wave * MathF.Sin(phase + 9 * t) * low, -sag * low + wave * MathF.Sin(2 * phase + 7 * t) * low);
        }
        return points;
    }

    private static Vector3[] Hair(Dice dice, Site site)
    {
        var at = site.Visible(dice, wall: false);
        var way = Vector3.Normalize(site.Solid.Normal(at) + 0.5f * new Vector3(dice.Normal(), dice.Normal(), 0.3f * dice.Normal()));
        var points = new Vector3[9];
        var turn = 0.3f * new Vector3(dice.Normal(), dice.Normal(), dice.Normal() - 0.5f);
        var pace = dice.Range(0.012f, 0.035f);
        foreach (ref var point in points.AsSpan())
        {
            point = at;
            way = Vector3.Normalize(way + turn);
            at += way * pace;
        }
        return points;
    }
}
