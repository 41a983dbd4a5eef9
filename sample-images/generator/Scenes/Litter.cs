using System.Numerics;
using SampleImages.Generator.Materials;
using SampleImages.Generator.Numbers;

namespace SampleImages.Generator.Scenes;

/// <summary>Crumbs and cut-off threads on the bench. They lie there whatever is wrong with the part, so that a thread alone means nothing.</summary>
internal sealed class Litter
{
    private readonly (Vector2 Place, float Radius, Vector3 Colour)[] _crumbs;

    public Litter(Dice dice, Filament filament)
    {
        _crumbs = new (Vector2, float, Vector3)[dice.Chance(0.6) ? dice.Count(1, 14) : 0];
        foreach (ref var crumb in _crumbs.AsSpan())
            crumb = (new Vector2(dice.Range(-2.2f, 2.2f), dice.Range(-2.2f, 2.2f)), dice.Range(0.012f, 0.04f), Colour(dice, filament));
        var threads = new Strand[dice.Chance(0.45) ? dice.Count(1, 4) : 0];
        for (var i = 0; i < threads.Length; i++)
            threads[i] = Thread(dice, filament);
        Threads = threads;
    }

    /// <summary>Threads that lie on the bench.</summary>
    public IReadOnlyList<Strand> Threads { get; }

    /// <summary>Lays what covers a point of the bench over its surface.</summary>
    /// <param name="p">A point with z = 0.</param>
    /// <param name="lamp">Unit direction towards the lamp, for the crumbs' small shadows.</param>
    /// <param name="surface">The bench's surface there; changed.</param>
    public void Cover(Vector3 p, Vector3 lamp, ref Surface surface)
    {
        var place = new Vector2(p.X, p.Y);
        var cast = new Vector2(lamp.X, lamp.Y) / lamp.Z;
        foreach (var (at, radius, colour) in _crumbs)
        {
            var d = place - at;
            if (d.LengthSquared() < radius * radius)
            {
                var flat = d / radius;
                surface = new Surface { Albedo = colour, Normal = new Vector3(flat, MathF.Sqrt(1 - flat.LengthSquared()) + 0.05f), Gloss = 0.2f, Open = 1 };
                return;
            }
            surface.Open *= 1 - 0.6f * Curves.Step(1.25f, 0.6f, (d + cast * radius).Length() / radius);
        }
    }

    // Mostly from the same job.
    private static Vector3 Colour(Dice dice, Filament filament) =>
        dice.Chance(0.6) ? filament.Colour : new Vector3(dice.Range(0.03f, 0.7f), dice.Range(0.03f, 0.7f), dice.Range(0.03f, 0.7f));

    private static Strand Thread(Dice dice, Filament filament)
    {
        var points = new Vector3[dice.Count(6, 16)];
        var at = new Vector2(dice.Range(-2, 2), dice.Range(-2, 2));
        var heading = dice.Range(0, 2 * MathF.PI);
        var curl = dice.Range(-0.4f, 0.4f);
        foreach (ref var point in points.AsSpan())
        {
            point = new Vector3(at, 0.015f);
            heading += curl + dice.Range(-0.25f, 0.25f);
            at += new Vector2(MathF.Cos(heading), MathF.Sin(heading)) * 0.09f;
        }
        return new Strand(points, dice.Range(0.005f, 0.016f), Colour(dice, filament));
    }
}
