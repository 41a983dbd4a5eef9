using System.Numerics;
using SampleImages.Generator.Materials;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Scenes;

namespace SampleImages.Generator.Rendering;

/// <summary>Draws part and bench: one ray per pixel, lamp with soft shadow, room light, highlights.</summary>
internal sealed class Renderer(Scene scene)
{
    private readonly RayMarcher _marcher = new(scene.Solid, scene.Part.Extent);
    private readonly Lighting _light = scene.Lighting;

    /// <summary>The scene as the lens receives it.</summary>
    public Frame Draw(int width, int height)
    {
        var frame = new Frame(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var ray = scene.View.Ray(x + 0.5f, y + 0.5f);
                var i = y * width + x;
                frame.Light[i] = _marcher.TryHit(scene.View.Eye, ray, out var distance) ? PartAt(scene.View.Eye + ray * distance, ray) : BenchAt(ray, out distance);
                frame.Depth[i] = distance;
            }
        StrandPainter.Paint(frame, scene, scene.Strands);
        return frame;
    }

    private Vector3 PartAt(Vector3 p, Vector3 ray)
    {
        var normal = scene.Solid.Normal(p);
        var at = scene.Filament.Locate(scene.Solid.ToPrint(p), normal);
        var surface = scene.Filament.SurfaceAt(at);
        foreach (var defect in scene.Defects)
            defect.Mark(at, ref surface);
        var open = surface.Open * _marcher.Open(p, normal);
        // Plastic lets some light through, so shading wraps a little around edges.
        return Shade(surface, ray, _marcher.Lit(p + normal * 0.01f, _light.Lamp, _light.Hardness), open, 0.12f);
    }

    private Vector3 BenchAt(Vector3 ray, out float distance)
    {
        distance = scene.View.Eye.Z / MathF.Max(-ray.Z, 0.05f);
        var p = scene.View.Eye + ray * distance;
        p.Z = 0;
        var surface = scene.Bench.SurfaceAt(p);
        scene.Litter.Cover(p, _light.Lamp, ref surface);
        var gap = scene.Solid.Distance(p + new Vector3(0, 0, 0.01f));
        var open = surface.Open * (0.3f + 0.7f * Curves.Step(-0.02f, 0.35f, gap));
        return Shade(surface, ray, _marcher.Lit(p + new Vector3(0, 0, 0.004f), _light.Lamp, _light.Hardness), open, 0);
    }

    private Vector3 Shade(in Surface surface, Vector3 ray, float lit, float open, float wrap)
    {
        var n = Vector3.Normalize(surface.Normal);
        var facing = MathF.Max(0, (Vector3.Dot(n, _light.Lamp) + wrap) / (1 + wrap));
        var lamp = _light.LampColour * (facing * lit * (0.35f + 0.65f * surface.Open));
        var sky = 0.5f + 0.5f * n.Z;
        var room = _light.RoomColour * (sky * open) + scene.Bench.Mean * _light.RoomColour * (0.45f * (1 - sky) * open);

        // Blinn and Phong's highlight of the lamp, and the mirror image of the tube; shinier towards grazing angles (Schlick).
        var half = Vector3.Normalize(_light.Lamp - ray);
        var exponent = 8 * MathF.Pow(24, surface.Gloss);
        var shine = MathF.Pow(MathF.Max(0, Vector3.Dot(n, half)), exponent) * (exponent + 8) / 40;
        var grazing = MathF.Pow(Math.Clamp(1 + Vector3.Dot(n, ray), 0, 1), 5);
        var mirror = (0.04f + 0.5f * grazing) * (0.3f + surface.Gloss);
        var reflected = Vector3.Reflect(ray, n);
        var tube = _light.TubeLight * Curves.Step(0.3f - 0.15f * surface.Gloss, 0, MathF.Abs(Vector3.Dot(reflected, _light.TubeNormal))) * Curves.Step(-0.1f, 0.3f, reflected.Z);
        var glints = _light.LampColour * (shine * lit * surface.Gloss * 0.16f) + _light.RoomColour * (mirror * open * (0.4f + 2.2f * tube));
        return surface.Albedo * (lamp + room) + glints * surface.Open;
    }
}
